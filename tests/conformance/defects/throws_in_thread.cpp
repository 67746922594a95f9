// Defect: throws in a thread of its own: std::terminate.
#include <stdexcept>
#include <thread>

#include "tests/conformance/defects/defect.hpp"

void misbehave(xner::sdk::StageContext&) {
  std::thread([] { throw std::runtime_error("nobody catches this"); }).join();
}
