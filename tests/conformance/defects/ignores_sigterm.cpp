// Defect: sleeps, and cannot be asked to stop.
#include <chrono>
#include <csignal>
#include <thread>

#include "tests/conformance/defects/defect.hpp"

void misbehave(xner::sdk::StageContext&) {
  std::signal(SIGTERM, SIG_IGN);
  std::this_thread::sleep_for(std::chrono::hours(1));
}
