// Defect: recurses for ever.
#include "tests/conformance/defects/defect.hpp"

namespace {

int deeper(volatile int* from) {
  volatile int here[1024];
  here[0] = *from + 1;
  return here[0] < 0 ? 0 : deeper(here) + here[1];
}

}  // namespace

void misbehave(xner::sdk::StageContext& context) {
  volatile int start = 0;
  context.fact("depth", deeper(&start));
}
