// Defect: computes for ever without a heartbeat.
#include "tests/conformance/defects/defect.hpp"

void misbehave(xner::sdk::StageContext&) {
  for (volatile bool on = true; on;) continue;
}
