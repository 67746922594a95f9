// Defect: aborts.
#include <cstdlib>

#include "tests/conformance/defects/defect.hpp"

void misbehave(xner::sdk::StageContext&) { std::abort(); }
