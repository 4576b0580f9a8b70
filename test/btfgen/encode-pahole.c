// The same BTF as pahole's, type for type, but for what pahole does on request only.
// RUN: gcc -O2 -g %s -o %t && btfgen encode --flatten-arrays %t -o %t.ours
// RUN: pahole --btf_gen_floats --btf_encode_detached=%t.theirs %t
// RUN: bpftool btf dump file %t.ours format c > %t.ours.h
// RUN: bpftool btf dump file %t.theirs format c > %t.theirs.h
// RUN: diff %t.theirs.h %t.ours.h
// RUN: bpftool btf dump file %t.ours format raw | grep -o "FUNC '[a-z]*'" | sort > %t.ours.functions
// RUN: bpftool btf dump file %t.theirs format raw | grep -o "FUNC '[a-z]*'" | sort > %t.theirs.functions
// RUN: diff %t.theirs.functions %t.ours.functions

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

static __attribute__((noinline, used)) int helper(struct user *user, const char *text, double value) {
  return printf("%s %d %f", text, user->state, value);
}

int main(int argc, char **argv) {
  static struct user user;
  return helper(&user, argv[argc - 1], time(NULL));
}
