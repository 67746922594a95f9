// Defect: throws a std::exception.
#include <stdexcept>

#include "tests/conformance/defects/defect.hpp"

void misbehave(xner::sdk::StageContext&) { throw std::runtime_error("the loss is not finite"); }
