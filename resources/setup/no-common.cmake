# Included inside llama.cpp's own project() call. llama-cpp-python forces LLAMA_BUILD_COMMON=ON in
# the cache; a normal variable in the sub-project's scope wins over it, and Luna needs only the
# library, not the helpers of llama.cpp's example programs.
set(LLAMA_BUILD_COMMON OFF)
