// Defect: writes to address 8.
#include <cstdint>

#include "tests/conformance/defects/defect.hpp"

void misbehave(xner::sdk::StageContext&) {
  volatile std::uintptr_t address = 8;
  *reinterpret_cast<volatile int*>(address) = 1;
}
