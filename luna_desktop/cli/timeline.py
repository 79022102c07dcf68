"""Verbs of the timeline: generations, show, use, export."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from luna_desktop.cli.context import GOOD, Context, add_force, may_write, path_of, with_app
from luna_desktop.cli.output import size
from luna_desktop.cli.shapes import generation_shape, timestamp
from luna_desktop.exporting import unwritable

if TYPE_CHECKING:
    from luna_desktop.domain.generation import Generation
    from luna_desktop.services.app import App


def register(verbs: Any, shared: argparse.ArgumentParser) -> None:
    """Add the verbs of this file."""
    generations = verbs.add_parser("generations", parents=[shared], help="list every generation")
    generations.set_defaults(run=with_app(_generations, reads=True))

    show = verbs.add_parser("show", parents=[shared], help="everything known about a generation")
    show.add_argument("generation", metavar="GENERATION", help="its id or number")
    show.set_defaults(run=with_app(_show, reads=True))

    use = verbs.add_parser("use", parents=[shared], help="go back, or forward, to a generation")
    use.add_argument("generation", metavar="GENERATION", help="its id or number")
    use.set_defaults(run=with_app(_use))

    publish = verbs.add_parser("publish", parents=[shared], help="publish by hand what the gate rejected")
    publish.add_argument("generation", metavar="GENERATION", help="its id")
    publish.set_defaults(run=with_app(_publish))

    export = verbs.add_parser("export", parents=[shared], help="write a generation as a GGUF file of its own")
    export.add_argument("generation", metavar="GENERATION", help="its id or number")
    export.add_argument("--gguf", required=True, type=path_of, metavar="PATH", help="the file to write")
    add_force(export)
    export.set_defaults(run=with_app(_export, reads=True))


async def _head_id(app: App) -> str | None:
    return None if await app.birth.needed() else (await app.generations.head()).id


def _score(generation: Generation) -> str:
    if generation.exam is None:
        return "-"
    return " ".join(f"{s.section.replace('_', ' ')} {s.share:.0%}" for s in generation.exam.sections if s.n)


async def _generations(app: App, context: Context) -> int:
    head = await _head_id(app)
    found = await app.generations.list()
    context.out.document([generation_shape(generation, head) for generation in found])
    if not found:
        context.out.line("Luna is not born yet; `luna birth` or the first `luna chat` lets her be.")
        return GOOD
    rows = [
        [
            "*" if generation.id == head else "",
            str(generation.number),
            str(generation.age),
            str(generation.status),
            timestamp(generation.created_at),
            size(generation.bytes),
            str(generation.lessons),
            generation.id,
            _score(generation),
        ]
        for generation in found
    ]
    context.out.table(["", "no", "age", "status", "made", "size", "lessons", "id", "exam"], rows)
    return GOOD


async def _show(app: App, context: Context) -> int:
    generation = await app.generations.resolve(context.args.generation)
    manifest = await app.generations.manifest(generation.id)
    shape = generation_shape(generation, await _head_id(app))
    context.out.document({**shape, "manifest": manifest})
    for key, value in shape.items():
        if key != "exam" and value not in ("", None):
            context.out.line(f"{key.replace('_', ' '):12} {value}")
    context.out.line(f"{'exam':12} {_score(generation)}")
    context.out.line("manifest")
    context.out.line(json.dumps(manifest, ensure_ascii=False, indent=2))
    return GOOD


async def _use(app: App, context: Context) -> int:
    generation = await app.generations.resolve(context.args.generation)
    used = await app.generations.use(generation.id)
    context.out.document(generation_shape(used, used.id))
    context.out.line(f"Generation {used.number} answers from now on.")
    return GOOD


async def _publish(app: App, context: Context) -> int:
    published = await app.generations.publish_by_hand(context.args.generation)
    context.out.document(generation_shape(published, published.id))
    context.out.line(
        f"Generation {published.number} answers from now on; the timeline says that it was your decision."
    )
    return GOOD


async def _export(app: App, context: Context) -> int:
    path = context.args.gguf
    generation = await app.generations.resolve(context.args.generation)
    with unwritable(path):
        if path.is_dir():
            path /= generation.file_name
    replace = await may_write(context, path)
    await app.generations.export(generation.id, path, context.out.progress, replace=replace)
    with unwritable(path):
        written = path.stat().st_size
    context.out.document(
        {"generation": generation.number, "id": generation.id, "path": str(path), "bytes": written}
    )
    context.out.line(f"Generation {generation.number} is written to {path} ({size(written)}).")
    return GOOD
