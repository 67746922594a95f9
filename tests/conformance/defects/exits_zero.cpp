// Defect: ends the process as if all were well.
#include <unistd.h>

#include "tests/conformance/defects/defect.hpp"

void misbehave(xner::sdk::StageContext&) { ::_exit(0); }
