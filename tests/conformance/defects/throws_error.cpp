// Defect: throws the project's own Error, which keeps its kind.
#include "harness/base/error.hpp"
#include "tests/conformance/defects/defect.hpp"

void misbehave(xner::sdk::StageContext&) {
  throw xner::Error(xner::ErrorKind::kData, "expected labels, found none",
                    xner::Place{"corpus.jsonl", 3});
}
