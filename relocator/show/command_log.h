// `bpfshow log`.
#pragma once

namespace btfkit::show {

// Does what the arguments behind argv[0] say. Returns the exit status.
int command_log(int argc, char** argv);

}  // namespace btfkit::show
