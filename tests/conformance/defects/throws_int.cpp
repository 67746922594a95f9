// Defect: throws something that is no exception class.
#include "tests/conformance/defects/defect.hpp"

void misbehave(xner::sdk::StageContext&) { throw 42; }
