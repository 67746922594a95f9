// See sampling.hpp.
#include "harness/data/sampling.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/random.hpp"

namespace xner::data {
namespace {

TextCorpus chosen(const TextCorpus& corpus, const std::vector<std::size_t>& indices) {
  TextCorpus out{corpus.name, corpus.language, {}};
  out.sentences.reserve(indices.size());
  for (const std::size_t index : indices) out.sentences.push_back(corpus.sentences[index]);
  return out;
}

}  // namespace

std::vector<std::size_t> sample_indices(std::size_t total, std::size_t size,
                                        std::uint64_t sample_seed) {
  if (size == 0 || size > total)
    throw Error(ErrorKind::kUsage,
                fmt::format("expected a sample of 1 to {} sentences, found {}", total, size));
  const auto order = permutation(total, derive_seed(sample_seed, "sample", {total}));
  std::vector<std::size_t> indices(order.begin(),
                                   order.begin() + static_cast<std::ptrdiff_t>(size));
  std::sort(indices.begin(), indices.end());
  return indices;
}

TextCorpus sample(const TextCorpus& corpus, std::size_t size, std::uint64_t sample_seed) {
  return chosen(corpus, sample_indices(corpus.sentences.size(), size, sample_seed));
}

LabelledCorpus sample(const LabelledCorpus& corpus, std::size_t size, std::uint64_t sample_seed) {
  const auto indices = sample_indices(corpus.size(), size, sample_seed);
  LabelledCorpus out{chosen(corpus.text, indices), corpus.label_set, {}};
  out.labels.reserve(indices.size());
  for (const std::size_t index : indices) out.labels.push_back(corpus.labels[index]);
  return out;
}

}  // namespace xner::data
