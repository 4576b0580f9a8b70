// The same in C++, for several kernels: relocate_all OBJECT FOLDER KERNEL... writes
// FOLDER/RELEASE.o for each, and says what the kernel has nothing for.
#include <btfkit/relocator.hpp>
#include <iostream>

int main(int argc, char** argv) try {
  if (argc < 4) return std::cerr << "usage: " << argv[0] << " OBJECT FOLDER KERNEL...\n", 2;

  const auto object = btfkit::Object::open(argv[1]);
  for (int i = 3; i < argc; i++) {
    const auto kernel = btfkit::Kernel::open(argv[i]);
    btfkit::ImageOptions options;
    options.relocations = true;
    const auto image = btfkit::relocate(object, kernel, options);
    const std::string number = std::to_string(i - 2);
    image.write(std::string(argv[2]) + "/" + kernel.release().value_or("kernel" + number) + ".o");
    for (const btfkit_relocation& one : image.relocations()) {
      if (one.poisoned != 0) std::cout << argv[i] << ": " << one.text << "\n";
    }
  }
  return 0;
} catch (const btfkit::Failure& failure) {
  for (const std::string& line : failure.lines()) std::cerr << argv[0] << ": " << line << "\n";
  return 1;
}
