// Defect: reports progress for ever.
#include <chrono>
#include <thread>

#include "tests/conformance/defects/defect.hpp"

void misbehave(xner::sdk::StageContext& context) {
  for (int i = 0;; ++i) {
    context.progress({"train", i, 0, ""});
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}
