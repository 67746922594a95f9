// Which words the stage "agree" of plugins/agreement keeps, and what it says of them: by hand.
#include <ATen/ops/tensor.h>
#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/nn/soft_labels.hpp"
#include "harness/plugin/loaded_plugin.hpp"
#include "tests/support/fake_context.hpp"
#include "tests/support/plugin_files.hpp"

namespace {

namespace nn = xner::nn;
namespace sdk = xner::sdk;
using testing::ElementsAre;
using testing::HasSubstr;

/// Probabilities of four words of which the text has six: those at 0, 1, 2 and 5.
nn::SoftLabels teacher(std::vector<float> probabilities) {
  return {{"O", "B-PER", "I-PER"},
          at::tensor(probabilities).view({4, 3}),
          at::tensor(std::vector<std::int64_t>{0, 1, 2, 5}, at::kLong)};
}

class Agree : public testing::Test {
 protected:
  /// The stage's output for these teachers.
  nn::SoftLabels agree(const nn::SoftLabels& source, const nn::SoftLabels& both,
                       double confidence) {
    nn::write_soft_labels(folder_.path() / "source", source);
    nn::write_soft_labels(folder_.path() / "both", both);
    sdk::StageRequest request;
    request.type = "agree";
    request.parameters = {{"confidence", confidence}};
    request.inputs = {{"wu_dredze", folder_.path() / "source"}, {"mulda", folder_.path() / "both"}};
    request.output_folder = folder_.path();
    xner::test::FakeContext context(request);
    plugin_.run_stage(context);
    facts_ = context.facts();
    return nn::read_soft_labels(folder_.path() / "probabilities.safetensors");
  }
  static std::vector<std::int64_t> words(const nn::SoftLabels& soft) {
    const auto* first = soft.word_index.const_data_ptr<std::int64_t>();
    return {first, first + soft.word_index.size(0)};
  }

  //                             0              1              2              5
  nn::SoftLabels source_ = teacher({.9, .1, 0, /**/ .2, .7, .1, /**/ .6, .3, .1, /**/ .1, .2, .7});
  nn::SoftLabels both_ = teacher({.7, .2, .1, /**/ .6, .3, .1, /**/ .5, .1, .4, /**/ 0, .1, .9});
  xner::TemporaryFolder folder_;
  xner::plugin::LoadedPlugin plugin_{xner::test::plugin_file("agreement")};
  sdk::Json facts_;
};

// Word 1 is B-PER for one and O for the other, although the mean (0.4, 0.5, 0.1) is B-PER, too.
TEST_F(Agree, KeepsTheMeanOfWordsThatBothLabelAlike) {
  const nn::SoftLabels kept = agree(source_, both_, 0);
  EXPECT_THAT(words(kept), ElementsAre(0, 2, 5));
  EXPECT_EQ(kept.labels, source_.labels);
  const at::Tensor mean = at::tensor({.8F, .15F, .05F, .55F, .2F, .25F, .05F, .15F, .8F});
  EXPECT_TRUE(kept.probabilities.allclose(mean.view({3, 3})));
  EXPECT_EQ(facts_, sdk::Json({{"words", 4}, {"agreed_words", 3}}));
}

TEST_F(Agree, TheMeanHasToReachTheConfidence) {
  EXPECT_THAT(words(agree(source_, both_, 0.5)), ElementsAre(0, 2, 5));
  EXPECT_THAT(words(agree(source_, both_, 0.6)), ElementsAre(0, 5));  // word 2: 0.55
  EXPECT_THAT(words(agree(source_, both_, 0.79)), ElementsAre(0, 5));
}

TEST_F(Agree, NoWordAtAllIsAnError) {
  try {
    (void)agree(source_, both_, 0.9);
    FAIL() << "no error";
  } catch (const xner::Error& error) {
    EXPECT_EQ(error.kind(), xner::ErrorKind::kData);
    EXPECT_THAT(error.what(), HasSubstr("from 0.9, found none of 4"));
  }
}

TEST_F(Agree, TeachersOfDifferentWordsAreRefused) {
  both_.word_index = at::tensor(std::vector<std::int64_t>{0, 1, 2, 4}, at::kLong);
  EXPECT_THROW((void)agree(source_, both_, 0), xner::Error);
}

}  // namespace
