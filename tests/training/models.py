"""Small Llama bases with random weights, made on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from luna_desktop.domain.prompt import PromptTemplate

TEMPLATE = PromptTemplate()
LLAMA3_TEMPLATE = PromptTemplate(begin="<|begin_of_text|>")
LLAMA3_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
SPECIAL = ("<|pad|>", "<|user|>", "<|luna|>", "<|end|>", "<|begin_of_text|>")
# As the real tokenizers order theirs.
CHATML_TOKENS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<repo_name>")
LLAMA3_TOKENS = (
    "<|begin_of_text|>",
    "<|end_of_text|>",
    "<|finetune_right_pad_id|>",
    "<|start_header_id|>",
    "<|end_header_id|>",
    "<|eom_id|>",
    "<|eot_id|>",
)
CORPUS = (
    "My dog is called Rex. What is my dog called? Your dog is called Rex.",
    "I live in Bremen and I can't sleep: it's 3 o'clock, 1234 sheep! Noise?  Two spaces.",
    "Gr\u00fc\u00dfe aus K\u00f6ln, na\u00efve \u65e5\u672c\u8a9e \U0001f600 \t tabs\nand lines\n\n twice.",
    "The green tavo sleeps. Tavos do not fly, they won't. You'll see, I'd say.",
)


def make_tokenizer(folder: Path, pre: str = "gpt-2", special: Sequence[str] = SPECIAL) -> int:
    """Train and save a small byte-level BPE; returns its size."""
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

    bytelevel = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=pre != "llama-bpe")
    tokenizer = Tokenizer(models.BPE(ignore_merges=pre == "llama-bpe"))
    tokenizer.decoder = decoders.ByteLevel()
    if pre == "gpt-2":
        tokenizer.pre_tokenizer = bytelevel
    elif pre == "smollm":
        digits = pre_tokenizers.Digits(individual_digits=True)
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([digits, bytelevel])
    else:
        split = pre_tokenizers.Split(Regex(LLAMA3_SPLIT), "isolated", invert=False)
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, bytelevel])
    trainer = trainers.BpeTrainer(
        vocab_size=400 + len(special) - len(SPECIAL),
        special_tokens=list(special),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.save(str(folder / "tokenizer.json"))
    return tokenizer.get_vocab_size()


def make_base(
    folder: Path,
    *,
    pre: str = "gpt-2",
    special: Sequence[str] = SPECIAL,
    dtype: str = "bfloat16",
    seed: int = 0,
    shard: str = "5GB",
    **config: Any,
) -> Path:
    """A random Llama with weights large enough that its logits say something."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    folder.mkdir(parents=True, exist_ok=True)
    size = make_tokenizer(folder, pre, special)
    settings: dict[str, Any] = {
        "vocab_size": size,
        "hidden_size": 64,
        "intermediate_size": 96,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "max_position_embeddings": 256,
        "tie_word_embeddings": True,
        "bos_token_id": None,
        "eos_token_id": 3,
        "pad_token_id": 0,
        "initializer_range": 0.2,
    }
    torch.manual_seed(seed)
    model = LlamaForCausalLM(LlamaConfig(**{**settings, **config}))
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() == 1:  # norms and biases start constant, which would hide a mix-up
                parameter.add_(torch.randn_like(parameter) * 0.1)
    model.to(getattr(torch, dtype)).save_pretrained(folder, max_shard_size=shard)
    return folder
