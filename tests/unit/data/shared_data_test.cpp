// The readers on real data (not part of the project): the counts of every descriptor, and the
// paper's Table 2.
#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/data/catalogue.hpp"
#include "harness/data/statistics.hpp"

namespace xner::data {
namespace {
namespace fs = std::filesystem;

fs::path shared_data() {
  if (const char* named = std::getenv("XNER_SHARED_DATA")) return named;
  return fs::path(std::getenv("XNER_SOURCE")) / "../shared/data";
}

class SharedData : public testing::TestWithParam<const char*> {};

TEST_P(SharedData, HoldsWhatItsDescriptorCounts) {
  const Catalogue catalogue(fs::path(std::getenv("XNER_SOURCE")) / "datasets", shared_data());
  std::size_t present = 0;
  for (const auto& part : catalogue.family(GetParam()).parts)
    for (const auto& split : part.splits) {
      const CorpusReference reference{GetParam(), part.name, split.name};
      if (!split.counts || !catalogue.present(reference)) continue;
      ++present;
      const auto held = statistics(catalogue.read(reference).corpus);
      EXPECT_EQ(held.sentences, split.counts->sentences) << reference.text();
      EXPECT_EQ(held.entities, split.counts->entities) << reference.text();
    }
  if (present == 0) GTEST_SKIP() << "no corpus of " << GetParam() << " under " << shared_data();
}

INSTANTIATE_TEST_SUITE_P(Families, SharedData,
                         testing::Values("conll2002", "europarl_ner", "uner", "wikiann"),
                         [](const auto& family) { return std::string(family.param); });

TEST(SharedCorpora, DutchArticleMarksAreDroppedAsWords) {
  const Catalogue catalogue(fs::path(std::getenv("XNER_SOURCE")) / "datasets", shared_data());
  const CorpusReference train{"conll2002", "nl", "train"};
  if (!catalogue.present(train))
    GTEST_SKIP() << "no " << train.text() << " under " << shared_data();
  const auto dropped = catalogue.read(train);
  EXPECT_EQ(dropped.report.docstart_words, 287U);
  EXPECT_EQ(dropped.report.docstart_sentences, 0U);
  EXPECT_EQ(catalogue.read(train, true).corpus.text.word_count(),
            dropped.corpus.text.word_count() + 287);
}

TEST(SharedCorpora, ChinesePudPairsWithEnglishByOrder) {
  const Catalogue catalogue(fs::path(std::getenv("XNER_SOURCE")) / "datasets", shared_data());
  if (!catalogue.present({"uner", "zh_pud", "test"}))
    GTEST_SKIP() << "no uner/zh_pud/test under " << shared_data();
  const auto source = catalogue.load_text("uner/en_pud/test");
  const auto translations = catalogue.load_translations("uner/zh_pud/test", "uner/en_pud/test");
  EXPECT_NE(translations.text.sentences[0].id, source.sentences[0].id);
  EXPECT_EQ(translations.text.sentences[999].source_id, source.sentences[999].id);
}

}  // namespace
}  // namespace xner::data
