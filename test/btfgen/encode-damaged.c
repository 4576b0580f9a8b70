// Damaged debug info is refused in one line, or what is left of it encoded; never a crash.
// RUN: gcc -g -O2 %s -o %t
// RUN: %python %S/Inputs/encode-damaged.py btfgen %t .debug_info 60
// RUN: %python %S/Inputs/encode-damaged.py btfgen %t .debug_abbrev 60
// RUN: %python %S/Inputs/encode-damaged.py btfgen %t .debug_str 10

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>

static pthread_mutex_t mutex;
static siginfo_t signal_info;

int main(int argc, char **argv) {
  struct dirent *entry = (struct dirent *)argv;
  return printf("%p %p %p %d", (void *)&mutex, (void *)&signal_info, (void *)entry, argc);
}
