// Defect: aborts while it is loaded, before anything of it can be asked.
#include <cstdlib>

#include "tests/conformance/defects/defect.hpp"

namespace {
const struct AtLoad {
  AtLoad() { std::abort(); }
} kAtLoad;
}  // namespace

void misbehave(xner::sdk::StageContext&) {}
