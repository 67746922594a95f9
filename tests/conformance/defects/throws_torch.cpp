// Defect: lets LibTorch throw.
#include <ATen/core/Tensor.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>

#include "tests/conformance/defects/defect.hpp"

void misbehave(xner::sdk::StageContext&) { (void)at::mm(at::zeros({2, 3}), at::zeros({2, 3})); }
