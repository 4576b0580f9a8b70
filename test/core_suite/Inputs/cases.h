// What a family's CASES become on both sides; included behind them.
#pragma once

#ifdef KERNEL
#define DEFINE(name, expression, meaning, answer, type, ...)                                       \
  static const struct {                                                                            \
    char name_[40];                                                                                \
    u64 meaning_, answer_;                                                                         \
    union {                                                                                        \
      char text[OBJECT_SIZE];                                                                      \
      type object;                                                                                 \
    } content;                                                                                     \
  } row_##name __attribute__((section(".rows"), used, aligned(8))) = {                             \
      #name, meaning, (u64)(answer), __VA_ARGS__};
CASES
long pointer_size;  // loaders know it by this type
#else

#ifdef __cplusplus
extern "C" {
#endif

#define DEFINE(name, ...) case_##name,
enum { CASES case_count };
#undef DEFINE

extern const volatile u8 asked[case_count];
const volatile u8 asked[case_count] = {};
u8 objects[case_count * OBJECT_SIZE] __attribute__((section(".data"), aligned(8))) = {1};
u64 answers[case_count];

#define DEFINE(name, expression, ...)                                                              \
  static __attribute__((noinline)) u64 name(void) { return expression; }
CASES
#undef DEFINE

__attribute__((section("socket"), used)) int all(void* context) {
#define DEFINE(name, ...)                                                                          \
  if (asked[case_##name]) answers[case_##name] = name();
  CASES
  return 0;
}

__attribute__((section("license"), used)) char license_text[] = "GPL";
#ifdef __cplusplus
}
#endif
#endif
