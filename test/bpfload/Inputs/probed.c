/* Calls two functions three times, and passes a probe between them that tells of numbers.
 * With an argument it says how many follow the probe. */
#include <stdio.h>

#define COUNTED __attribute__((noinline))

COUNTED int probed_first(int a) {
  __asm__ volatile("");
  return a + 1;
}

COUNTED int probed_second(int a) {
  __asm__ volatile("");
  return a + 2;
}

/* How many follow the probe; the kernel counts them. */
unsigned short users __attribute__((section(".probes")));

/* As <sys/sdt.h> would write it: where the probe is, and where its arguments are. */
#define PROBE(a, b, c)                                                                  \
  __asm__ volatile(                                                                     \
      "990: nop\n"                                                                      \
      ".pushsection .note.stapsdt, \"?\", %%note\n"                                     \
      ".balign 4\n"                                                                     \
      ".4byte 992f - 991f, 994f - 993f, 3\n"                                            \
      "991: .asciz \"stapsdt\"\n"                                                       \
      "992: .balign 4\n"                                                                \
      "993: .8byte 990b, _.stapsdt.base, users\n"                                       \
      ".asciz \"btfkit\"\n"                                                             \
      ".asciz \"tick\"\n"                                                               \
      ".asciz \"-4@%0 8@%1 -2@%2 " CONSTANT "\"\n"                                      \
      "994: .balign 4\n"                                                                \
      ".popsection\n"                                                                   \
      ".pushsection .stapsdt.base, \"aG\", %%progbits, .stapsdt.base, comdat\n"         \
      ".weak _.stapsdt.base\n"                                                          \
      ".hidden _.stapsdt.base\n"                                                        \
      "_.stapsdt.base: .space 1\n"                                                      \
      ".popsection\n" ::"r"(a),                                                         \
      "r"(b), "m"(c))

#ifdef __x86_64__
#define CONSTANT "4@$7"
#else
#define CONSTANT "4@7"
#endif

int main(int count, char **arguments) {
  volatile short small = -3;
  int sum = 0;
  for (int i = 0; i < 3; i++) {
    sum += probed_first(10 * i);
    PROBE(-i, 0x1122334455667788, small);
    sum += probed_second(10 * i);
  }
  if (count > 1) printf("%s: %d\n", arguments[1], users);
  return sum == 69 ? 0 : 1;
}
