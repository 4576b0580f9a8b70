// `bpfreloc explain`.
#pragma once

namespace btfkit::relocator {

// Does what the arguments behind argv[0] say. Returns the exit status.
int command_explain(int argc, char** argv);

}  // namespace btfkit::relocator
