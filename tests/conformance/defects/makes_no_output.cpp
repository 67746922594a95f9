// Defect: returns without having made what its plan declares.
#include "tests/conformance/defects/defect.hpp"

void misbehave(xner::sdk::StageContext&) {}
