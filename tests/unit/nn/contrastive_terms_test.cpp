// Tests of LCL and TCL of harness/nn/contrastive.hpp over packed batches: who takes part, held to
// loops over windows and words that know nothing of the batch's tensors.
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <ATen/record_function.h>
#include <gmock/gmock.h>

#include "harness/base/random.hpp"
#include "harness/nn/contrastive.hpp"
#include "tests/support/naive_contrastive.hpp"
#include "tests/support/nn_samples.hpp"

namespace xner::nn {
namespace {

using support::NaiveContrast;
using Labels = LabelContrastOptions::Labels;
using Outside = LabelContrastOptions::Outside;
using Tokens = LabelContrastOptions::Tokens;

constexpr std::int64_t kColumns = 6;

at::Tensor random_states(std::int64_t tokens, std::uint64_t seed) {
  at::Tensor states = at::empty({tokens, kColumns}, at::kDouble);
  RandomStream random(seed);
  for (std::int64_t i = 0; i < states.numel(); ++i) states.data_ptr<double>()[i] = random.normal();
  return states;
}

std::vector<double> row_of(const at::Tensor& states, std::int64_t row) {
  const auto* at = states.const_data_ptr<double>() + row * kColumns;
  return {at, at + kColumns};
}

/// The sample's sentences as pairs (0, 3), (1, 4) and (2, 5), the last without a pair; laid out as
/// given. Sentence 4 is in two windows, the second of which repeats a word as context.
class ContrastTerms : public testing::Test {
 protected:
  ContrastTerms() {
    sample_.labels[2].assign(5, 0);  // O is frequent
    auto& windows = sample_.windows.windows;
    text::Window& whole = windows[4];
    text::Window rest = whole;
    // The first window ends after word 3; the second begins with word 3 as context.
    const auto cut = static_cast<std::size_t>(whole.words[4].first_piece);
    const auto context = static_cast<std::size_t>(whole.words[3].first_piece);
    whole.pieces.resize(cut);
    whole.word_of_piece.resize(cut);
    whole.words.resize(4);
    whole.pieces.push_back(support::kEnd);
    whole.word_of_piece.push_back(-1);
    rest.pieces.erase(rest.pieces.begin() + 1, rest.pieces.begin() + context);
    rest.word_of_piece.erase(rest.word_of_piece.begin() + 1, rest.word_of_piece.begin() + context);
    rest.words.erase(rest.words.begin(), rest.words.begin() + 3);
    for (auto& word : rest.words) word.first_piece -= static_cast<std::int32_t>(context) - 1;
    rest.words.front().owned = false;
    rest_ = rest;
  }

  [[nodiscard]] std::vector<BatchItem> items(const std::vector<int>& order) const {
    std::vector<BatchItem> items;
    for (const int sentence : order) {
      const std::int64_t pair = sentence == 6 ? -1 : 10 + sentence % 3;
      const std::int32_t side = sentence >= 3 && sentence < 6 ? 1 : 0;
      items.push_back(
          {&sample_.windows.windows[sentence], &sample_.labels[sentence], pair, side, false});
      if (sentence == 4) items.push_back({&rest_, &sample_.labels[sentence], pair, side, true});
    }
    return items;
  }

  /// Rows of LCL by the definition, from the items alone.
  [[nodiscard]] NaiveContrast label_rows(const std::vector<BatchItem>& items,
                                         const at::Tensor& states, Tokens tokens) const {
    NaiveContrast rows;
    const auto add = [&](std::int64_t token, std::int64_t label) {
      rows.vectors.push_back(row_of(states, token));
      rows.classes.push_back(label);
      rows.anchors.push_back(true);
      rows.candidates.push_back(true);
    };
    std::int64_t begin = 0;
    for (const BatchItem& item : items) {
      const text::Window& window = *item.window;
      std::map<std::int32_t, std::int32_t> first_of;  // owned, labelled words
      for (const text::WindowWord& word : window.words)
        if (word.owned && (*item.labels)[word.word] >= 0) first_of[word.word] = word.first_piece;
      for (std::size_t i = 0; i < window.pieces.size(); ++i) {
        const auto word = first_of.find(window.word_of_piece[i]);
        const bool known = word != first_of.end();
        const bool first = known && word->second == static_cast<std::int32_t>(i);
        const auto token = begin + static_cast<std::int64_t>(i);
        if (tokens == Tokens::kAllPositions)
          add(token, first ? (*item.labels)[word->first] : 77);
        else if (first || (known && tokens == Tokens::kAllPieces))
          add(token, (*item.labels)[word->first]);
      }
      begin += static_cast<std::int64_t>(window.pieces.size());
    }
    return rows;
  }

  /// Sentence vectors by the definition: keys are sentences.
  [[nodiscard]] std::map<int, std::vector<double>> pooled(const std::vector<BatchItem>& items,
                                                          const at::Tensor& states,
                                                          Pool pool) const {
    std::map<int, std::vector<double>> sums;
    std::map<int, double> counts;
    std::int64_t begin = 0;
    for (const BatchItem& item : items) {
      const text::Window& window = *item.window;
      std::set<std::int32_t> owned;
      for (const text::WindowWord& word : window.words)
        if (word.owned) owned.insert(word.word);
      auto& sum = sums.try_emplace(window.sentence, kColumns, 0.0).first->second;
      for (std::size_t i = 0; i < window.pieces.size(); ++i) {
        const std::int32_t word = window.word_of_piece[i];
        bool counted = owned.contains(word);
        if (pool == Pool::kMeanWithSpecial) counted = counted || word < 0;
        if (pool == Pool::kFirstPieces) counted = counted && window.word_of_piece[i - 1] != word;
        if (pool == Pool::kFirstToken) counted = i == 0 && !item.continues;
        if (!counted) continue;
        const auto vector = row_of(states, begin + static_cast<std::int64_t>(i));
        for (std::size_t c = 0; c < sum.size(); ++c) sum[c] += vector[c];
        counts[window.sentence] += 1;
      }
      begin += static_cast<std::int64_t>(window.pieces.size());
    }
    for (auto& [sentence, sum] : sums)
      for (double& part : sum) part /= counts[sentence];
    return sums;
  }

  [[nodiscard]] static NaiveContrast translation_rows(
      const std::map<int, std::vector<double>>& vectors) {
    NaiveContrast rows;
    for (const auto& [sentence, vector] : vectors) {
      rows.vectors.push_back(vector);
      rows.classes.push_back(sentence == 6 ? 99 : sentence % 3);
    }
    rows.anchors.assign(rows.vectors.size(), true);
    rows.candidates = rows.anchors;
    return rows;
  }

  support::Sample sample_ = support::make_sample({4, 2, 5, 3, 7, 4, 3}, 17);
  text::Window rest_;
  std::vector<int> order_{0, 3, 1, 4, 2, 5, 6};
  DropoutKey draw_{true, 5, 9};
};

TEST_F(ContrastTerms, TokensOfEachKindAreThoseOfTheDefinition) {
  const auto all = items(order_);
  const PackedBatch batch = pack(all, at::kCPU);
  const at::Tensor states = random_states(batch.tokens(), 3);
  const auto labels = support::tiny_labels();
  std::set<double> values;
  for (const Tokens tokens : {Tokens::kFirstPieces, Tokens::kAllPieces, Tokens::kAllPositions}) {
    const LabelContrast contrast({.tokens = tokens}, labels, at::kCPU);
    const double found = contrast.loss(states, batch, draw_).item<double>();
    EXPECT_NEAR(found, naive_contrast(label_rows(all, states, tokens)), 1e-11);
    values.insert(found);
  }
  EXPECT_EQ(values.size(), 3U);
}

TEST_F(ContrastTerms, LabelsOfEachKind) {
  const auto all = items(order_);
  const PackedBatch batch = pack(all, at::kCPU);
  const at::Tensor states = random_states(batch.tokens(), 4);
  // O, B-LOC, I-LOC, B-PER, I-PER
  const std::map<Labels, std::vector<std::int64_t>> classes{{Labels::kBio, {0, 1, 2, 3, 4}},
                                                            {Labels::kType, {0, 1, 1, 2, 2}},
                                                            {Labels::kEntity, {0, 1, 1, 1, 1}}};
  for (const auto& [kind, class_of] : classes) {
    const LabelContrast contrast({.labels = kind}, support::tiny_labels(), at::kCPU);
    NaiveContrast rows = label_rows(all, states, Tokens::kFirstPieces);
    for (auto& label : rows.classes) label = class_of[label];
    EXPECT_NEAR(contrast.loss(states, batch, draw_).item<double>(), naive_contrast(rows), 1e-11);
  }
}

TEST_F(ContrastTerms, OutsideOfEachKind) {
  const auto all = items(order_);
  const PackedBatch batch = pack(all, at::kCPU);
  const at::Tensor states = random_states(batch.tokens(), 4);
  const auto loss = [&](const LabelContrastOptions& options) {
    return LabelContrast(options, support::tiny_labels(), at::kCPU)
        .loss(states, batch, draw_)
        .item<double>();
  };
  const NaiveContrast every = label_rows(all, states, Tokens::kFirstPieces);
  NaiveContrast negatives = every, none = every;
  for (std::size_t i = 0; i < every.classes.size(); ++i) {
    if (every.classes[i] != 0) continue;
    negatives.anchors[i] = none.anchors[i] = none.candidates[i] = false;
  }
  EXPECT_NEAR(loss({.outside = Outside::kNegativesOnly}), naive_contrast(negatives), 1e-11);
  EXPECT_NEAR(loss({.outside = Outside::kDrop}), naive_contrast(none), 1e-11);
  EXPECT_NEAR(loss({.outside = Outside::kSubsample, .outside_share = 1}), naive_contrast(every),
              1e-11);
  EXPECT_NEAR(loss({.outside = Outside::kSubsample, .outside_share = 0}), naive_contrast(none),
              1e-11);
}

TEST_F(ContrastTerms, SubsampledOutsideIsAShareDrawnByStep) {
  // All words are O and alike: the loss is ln(kept - 1).
  support::Sample sample = support::make_sample(std::vector<std::int32_t>(40, 50), 3);
  for (auto& sentence : sample.labels) std::fill(sentence.begin(), sentence.end(), 0);
  const PackedBatch batch = pack(sample.items(), at::kCPU);
  const at::Tensor states = at::zeros({batch.tokens(), kColumns}, at::kDouble) + 1;
  const LabelContrast contrast({.outside = Outside::kSubsample, .outside_share = 0.25},
                               support::tiny_labels(), at::kCPU);
  const auto kept = [&](std::uint64_t step) {
    return std::exp(contrast.loss(states, batch, {true, 1, step}).item<double>()) + 1;
  };
  EXPECT_NEAR(kept(1), 500, 100);  // of 2,000; five deviations
  EXPECT_NE(kept(1), kept(2));
  EXPECT_EQ(kept(1), kept(1));
}

TEST_F(ContrastTerms, SentenceVectorsOfEachPool) {
  const auto all = items(order_);
  const PackedBatch batch = pack(all, at::kCPU);
  const at::Tensor states = random_states(batch.tokens(), 5);
  for (const Pool pool :
       {Pool::kMean, Pool::kMeanWithSpecial, Pool::kFirstToken, Pool::kFirstPieces}) {
    const at::Tensor found = sentence_vectors(states, batch, pool);
    ASSERT_EQ(found.size(0), 7);
    const auto expected = pooled(all, states, pool);
    for (std::size_t place = 0; place < order_.size(); ++place)
      for (std::int64_t c = 0; c < kColumns; ++c)
        EXPECT_NEAR(found[static_cast<std::int64_t>(place)][c].item<double>(),
                    expected.at(order_[place])[c], 1e-12)
            << "sentence " << order_[place];
  }
}

TEST_F(ContrastTerms, TranslationsAreFoundInAnyLayout) {
  // Interleaved, all sources first, and scrambled with the translation before its source: pairs are
  // ids, not places.
  for (const std::vector<int>& order :
       {order_, {0, 1, 2, 3, 4, 5, 6}, {4, 6, 2, 3, 1, 5, 0}, {3, 4, 5, 2, 1, 0}}) {
    const auto some = items(order);
    const PackedBatch batch = pack(some, at::kCPU);
    const at::Tensor states = random_states(batch.tokens(), 6);
    EXPECT_NEAR(translation_contrast(states, batch, {}).item<double>(),
                naive_contrast(translation_rows(pooled(some, states, Pool::kMean))), 1e-11);
  }
}

TEST_F(ContrastTerms, AMissingTranslationIsNoAnchorButANegative) {
  const auto some = items({0, 3, 1, 2, 5});  // the pair of 1 is not in the batch
  const PackedBatch batch = pack(some, at::kCPU);
  const at::Tensor states = random_states(batch.tokens(), 6);
  NaiveContrast rows = translation_rows(pooled(some, states, Pool::kMean));
  const double expected = naive_contrast(rows);
  EXPECT_NEAR(translation_contrast(states, batch, {}).item<double>(), expected, 1e-11);
  rows.candidates[1] = false;
  EXPECT_GT(std::abs(naive_contrast(rows) - expected), 1e-3);
  // Nothing but sentences without their pair, whether they have an id or none: no term. Those
  // without an id are no pair of each other.
  auto unpaired = items({0, 1, 2, 6});
  unpaired[2].pair = -1;
  const PackedBatch alone = pack(unpaired, at::kCPU);
  const at::Tensor lonely = random_states(alone.tokens(), 7).requires_grad_(true);
  const at::Tensor loss = translation_contrast(lonely, alone, {});
  EXPECT_EQ(loss.item<double>(), 0);
  loss.backward();
  EXPECT_TRUE(lonely.grad().equal(at::zeros({alone.tokens(), kColumns}, at::kDouble)));
}

TEST_F(ContrastTerms, OnePairAloneIsExactlyZero) {
  const PackedBatch batch = pack(items({1, 4}), at::kCPU);
  for (const auto type : {at::kFloat, at::kDouble})
    EXPECT_EQ(
        translation_contrast(random_states(batch.tokens(), 6).to(type), batch, {}).item<double>(),
        0);
}

TEST_F(ContrastTerms, OtherLanguageOnly) {
  const auto all = items(order_);
  const PackedBatch batch = pack(all, at::kCPU);
  const at::Tensor states = random_states(batch.tokens(), 8);
  NaiveContrast rows = translation_rows(pooled(all, states, Pool::kMean));
  rows.excluded = [](std::size_t i, std::size_t k) {
    const auto translated = [](std::size_t s) { return s >= 3 && s < 6; };
    return translated(i) == translated(k);
  };
  EXPECT_NEAR(translation_contrast(states, batch, {.other_language_only = true}).item<double>(),
              naive_contrast(rows), 1e-11);
}

TEST_F(ContrastTerms, DuplicatesAreNegativesUnlessMasked) {
  // Sentence 2 says what sentence 0 says, and their translations 3 and 5 are the same too.
  auto& windows = sample_.windows.windows;
  windows[2].pieces = windows[0].pieces;
  windows[2].word_of_piece = windows[0].word_of_piece;
  windows[2].words = windows[0].words;
  windows[5].pieces = windows[3].pieces;
  windows[5].word_of_piece = windows[3].word_of_piece;
  windows[5].words = windows[3].words;
  const auto all = items(order_);
  const PackedBatch batch = pack(all, at::kCPU);
  const at::Tensor states = random_states(batch.tokens(), 8);
  NaiveContrast rows = translation_rows(pooled(all, states, Pool::kMean));
  const double literal = naive_contrast(rows);
  rows.excluded = [](std::size_t i, std::size_t k) {
    const auto pair = [](std::size_t s) { return s == 1 || s == 4 ? 1 : s == 6 ? 6 : 0; };
    return pair(i) == 0 && pair(k) == 0;  // 0, 2, 3 and 5 are anchor's or translation's text
  };
  const double masked = naive_contrast(rows);
  EXPECT_NEAR(translation_contrast(states, batch, {}).item<double>(), literal, 1e-11);
  EXPECT_NEAR(translation_contrast(states, batch, {.mask_duplicates = true}).item<double>(), masked,
              1e-11);
  EXPECT_LT(masked, literal);
}

TEST_F(ContrastTerms, GradientsReachThePooledTokensAlone) {
  const auto all = items(order_);
  const PackedBatch batch = pack(all, at::kCPU);
  at::Tensor states = random_states(batch.tokens(), 8).requires_grad_(true);
  translation_contrast(states, batch, {}).backward();
  const at::Tensor touched = states.grad().abs().sum(1) > 0;
  EXPECT_TRUE(touched.equal(batch.piece_words >= 0));
}

/// The names of all operations while it lives, in every thread.
class Operations {
 public:
  Operations()
      : handle_(at::addGlobalCallback(at::RecordFunctionCallback(
            [](const at::RecordFunction& called) -> std::unique_ptr<at::ObserverContext> {
              const std::scoped_lock lock(mutex());
              names().insert(called.name());
              return nullptr;
            }))) {
    names().clear();
  }
  ~Operations() { at::removeCallback(handle_); }
  Operations(const Operations&) = delete;
  Operations& operator=(const Operations&) = delete;

  static std::set<std::string>& names() {
    static std::set<std::string> names;
    return names;
  }

 private:
  static std::mutex& mutex() {
    static std::mutex mutex;
    return mutex;
  }
  at::CallbackHandle handle_;
};

// What a GPU's host would have to wait for: a value, or a shape that depends on values.
const std::vector<std::string> kWaits{"aten::_local_scalar_dense",
                                      "aten::item",
                                      "aten::is_nonzero",
                                      "aten::nonzero",
                                      "aten::masked_select",
                                      "aten::equal",
                                      "aten::_unique2",
                                      "aten::unique_dim",
                                      "aten::bincount",
                                      "aten::repeat_interleave"};

TEST_F(ContrastTerms, NeverAskForAValue) {
  const PackedBatch batch = pack(items(order_), at::kCPU);
  const at::Tensor states = random_states(batch.tokens(), 3).requires_grad_(true);
  const Operations operations;
  for (const Tokens tokens : {Tokens::kFirstPieces, Tokens::kAllPieces, Tokens::kAllPositions}) {
    const LabelContrast contrast(
        {.tokens = tokens, .outside = Outside::kSubsample, .outside_share = 0.5},
        support::tiny_labels(), at::kCPU);
    contrast.loss(states, batch, draw_).backward();
  }
  for (const Pool pool :
       {Pool::kMean, Pool::kMeanWithSpecial, Pool::kFirstToken, Pool::kFirstPieces})
    translation_contrast(states, batch,
                         {.pool = pool, .other_language_only = true, .mask_duplicates = true})
        .backward();
  EXPECT_THAT(Operations::names(), testing::Contains("aten::mm"));
  for (const std::string& wait : kWaits)
    EXPECT_THAT(Operations::names(), testing::Not(testing::Contains(wait)));
  (void)states.sum().item<double>();
  EXPECT_THAT(Operations::names(), testing::Contains("aten::_local_scalar_dense"));
}

}  // namespace
}  // namespace xner::nn
