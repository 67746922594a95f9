// The contrastive loss, forward and backward, at mBERT's width: in row blocks, and as a whole
// matrix that autograd goes back through. 930 rows are the words of 64 CoNLL sentences, 8,064 the
// wordpieces of 64 sentences of 128. The counter "peak_MB" is what is allocated beyond the vectors.
#include <cmath>

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/ones_like.h>
#include <benchmark/benchmark.h>

#include "harness/base/random.hpp"
#include "harness/nn/contrastive.hpp"
#include "harness/nn/initialise.hpp"
#include "tests/support/counting_allocator.hpp"
#include "tests/support/naive_contrastive.hpp"

namespace {

using namespace xner;

struct Rows {
  at::Tensor vectors, classes;
};

/// Nine labels, five of six rows are O.
Rows rows_of(std::int64_t count) {
  Rows rows{nn::normal_tensor({count, 768}, 1, 1, "rows"), at::empty({count}, at::kLong)};
  RandomStream random(2);
  for (std::int64_t i = 0; i < count; ++i)
    rows.classes.data_ptr<std::int64_t>()[i] =
        random.below(6) != 0 ? 0 : 1 + static_cast<std::int64_t>(random.below(8));
  rows.vectors.requires_grad_(true);
  return rows;
}

at::Tensor in_blocks(const Rows& rows) {
  const at::Tensor all = at::ones_like(rows.classes, at::kBool);
  return nn::contrastive_loss(rows.vectors, {rows.classes, all, all, {}}, {});
}

at::Tensor whole_matrix(const Rows& rows) {
  return support::full_matrix_contrast(rows.vectors, rows.classes, 0.1);
}

template <at::Tensor (*Loss)(const Rows&)>
void step(benchmark::State& state) {
  auto& allocator = support::CountingAllocator::instance();
  at::set_num_threads(1);
  Rows rows = rows_of(state.range(0));
  if (state.range(0) < 2000 &&
      std::abs((in_blocks(rows) - whole_matrix(rows)).item<double>()) > 1e-4)
    state.SkipWithError("the two losses disagree");
  std::int64_t peak = 0;
  for (auto _ : state) {
    rows.vectors.mutable_grad() = at::Tensor();
    allocator.restart();
    const std::int64_t before = allocator.live();
    Loss(rows).backward();
    peak = allocator.peak_since(before);
  }
  state.counters["peak_MB"] = static_cast<double>(peak) / 1e6;
}

BENCHMARK(step<in_blocks>)->Name("in_blocks")->Arg(930)->Unit(benchmark::kMillisecond);
BENCHMARK(step<whole_matrix>)->Name("whole_matrix")->Arg(930)->Unit(benchmark::kMillisecond);
BENCHMARK(step<in_blocks>)
    ->Name("in_blocks")
    ->Arg(8064)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(step<whole_matrix>)
    ->Name("whole_matrix")
    ->Arg(8064)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
