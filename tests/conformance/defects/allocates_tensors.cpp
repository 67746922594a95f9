// Defect: takes all memory it can get, as tensors.
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/ones.h>

#include "tests/conformance/defects/defect.hpp"

void misbehave(xner::sdk::StageContext&) {
  std::vector<at::Tensor> hoard;
  while (true) hoard.push_back(at::ones({4 << 20}));
}
