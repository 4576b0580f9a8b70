// `bpfreloc relocate`, the command that `bpfreloc` without one is.
#pragma once

namespace btfkit::relocator {

// Does what the arguments behind argv[0] say. Returns the exit status.
int command_relocate(int argc, char** argv);

}  // namespace btfkit::relocator
