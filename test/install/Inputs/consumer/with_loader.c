#include <loader/loader.h>
#include <stdio.h>

int main(int argc, char** argv) {
  struct loader_error error = {"it is there"};
  struct loader_image* image = loader_image_open(argv[argc - 1], &error);
  puts(error.text);
  loader_image_close(image);
  return 0;
}
