#include <btfkit/loader.h>
#include <stdio.h>

int main(int argc, char** argv) {
  struct bpfload_error error = {"it is there"};
  struct bpfload_image* image = bpfload_image_open(argv[argc - 1], &error);
  puts(error.text);
  bpfload_image_close(image);
  return 0;
}
