/* Relocates a BPF object for a kernel, as `bpfreloc` does: relocate OBJECT KERNEL IMAGE */
#include <btfkit/relocator.h>
#include <stdio.h>

int main(int argc, char** argv) {
  if (argc != 4) return fprintf(stderr, "usage: %s OBJECT KERNEL IMAGE\n", argv[0]), 2;

  struct btfkit_error error;
  struct btfkit_object* object = btfkit_object_open(argv[1], &error);
  struct btfkit_kernel* kernel = object ? btfkit_kernel_open(argv[2], NULL, &error) : NULL;
  struct btfkit_image* image = kernel ? btfkit_relocate(object, kernel, NULL, &error) : NULL;
  const int status = image ? btfkit_image_write(image, argv[3], &error) : -1;
  if (status != 0) fprintf(stderr, "%s: %s\n", argv[0], error.text);

  btfkit_image_close(image);
  btfkit_kernel_close(kernel);
  btfkit_object_close(object);
  return status == 0 ? 0 : 1;
}
