// Defect: asks for an input that its plan does not name.
#include "tests/conformance/defects/defect.hpp"

void misbehave(xner::sdk::StageContext& context) { (void)context.input("trian"); }
