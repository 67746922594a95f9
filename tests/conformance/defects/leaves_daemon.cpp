// Defect: leaves a process running in a session of its own, and then does its work.
#include <unistd.h>

#include "harness/base/files.hpp"
#include "tests/conformance/defects/defect.hpp"

void misbehave(xner::sdk::StageContext& context) {
  if (::fork() == 0) {
    ::setsid();
    ::sleep(600);
    ::_exit(0);
  }
  xner::write_file(context.output("done.txt"), "done\n");
}
