// Defect: writes what it likes to the worker's descriptors, and ends.
#include <string>

#include <unistd.h>

#include "tests/conformance/defects/defect.hpp"

void misbehave(xner::sdk::StageContext&) {
  const std::string forged = "xner1 2 00000000 {}\n";
  for (int fd = 3; fd < 16; ++fd)
    [[maybe_unused]] const auto written = ::write(fd, forged.data(), forged.size());
  ::_exit(0);
}
