// The same bytes as pahole's, from both compilers and all versions of DWARF.
//
// Debian's pahole is 1.24, which doesn't sort the functions and takes some that newer versions leave
// out, so there is but one here; encode-functions.c has more.
// RUN: gcc -O2 -gdwarf-2 -gstrict-dwarf %s -o %t.gcc2 && btfgen encode %t.gcc2 -o %t.gcc2.ours
// RUN: pahole --btf_gen_all --btf_encode_detached=%t.gcc2.theirs %t.gcc2 && cmp %t.gcc2.ours %t.gcc2.theirs
// RUN: gcc -O2 -gdwarf-3 -gstrict-dwarf %s -o %t.gcc3 && btfgen encode %t.gcc3 -o %t.gcc3.ours
// RUN: pahole --btf_gen_all --btf_encode_detached=%t.gcc3.theirs %t.gcc3 && cmp %t.gcc3.ours %t.gcc3.theirs
// RUN: gcc -O2 -gdwarf-4 %s -o %t.gcc4 && btfgen encode %t.gcc4 -o %t.gcc4.ours
// RUN: pahole --btf_gen_all --btf_encode_detached=%t.gcc4.theirs %t.gcc4 && cmp %t.gcc4.ours %t.gcc4.theirs
// RUN: gcc -O2 -gdwarf-5 %s -o %t.gcc5 && btfgen encode %t.gcc5 -o %t.gcc5.ours
// RUN: pahole --btf_gen_all --btf_encode_detached=%t.gcc5.theirs %t.gcc5 && cmp %t.gcc5.ours %t.gcc5.theirs
// RUN: %clang -O2 -gdwarf-2 %s -o %t.clang2 && btfgen encode %t.clang2 -o %t.clang2.ours
// RUN: pahole --btf_gen_all --btf_encode_detached=%t.clang2.theirs %t.clang2 && cmp %t.clang2.ours %t.clang2.theirs
// RUN: %clang -O2 -gdwarf-3 %s -o %t.clang3 && btfgen encode %t.clang3 -o %t.clang3.ours
// RUN: pahole --btf_gen_all --btf_encode_detached=%t.clang3.theirs %t.clang3 && cmp %t.clang3.ours %t.clang3.theirs
// RUN: %clang -O2 -gdwarf-4 %s -o %t.clang4 && btfgen encode %t.clang4 -o %t.clang4.ours
// RUN: pahole --btf_gen_all --btf_encode_detached=%t.clang4.theirs %t.clang4 && cmp %t.clang4.ours %t.clang4.theirs
// RUN: %clang -O2 -gdwarf-5 %s -o %t.clang5 && btfgen encode %t.clang5 -o %t.clang5.ours
// RUN: pahole --btf_gen_all --btf_encode_detached=%t.clang5.theirs %t.clang5 && cmp %t.clang5.ours %t.clang5.theirs

#include <dirent.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

struct user {
  struct iphdr ip;
  struct tcphdr tcp;
  pthread_mutex_t lock;
  siginfo_t signal;
  struct stat status;
  struct dirent *entry;
  int matrix[3][4];
  enum { kFirst, kSecond = -2 } state;
};

int main(int argc, char **argv) {
  static struct user user;
  return printf("%s %d %ld", argv[argc - 1], user.state, (long)time(NULL));
}
