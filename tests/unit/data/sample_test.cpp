// harness/data/sample*.cpp: the generated corpora keep what is promised of them.
#include "harness/data/sample.hpp"

#include <algorithm>
#include <chrono>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/hash.hpp"
#include "harness/data/sample_language.hpp"
#include "harness/data/statistics.hpp"

namespace xner::data {
namespace {

const std::vector<std::pair<std::string, std::string>> kAll{
    {"aa", "train"}, {"aa", "dev"},  {"aa", "test"},         {"bb", "train"},
    {"bb", "dev"},   {"bb", "test"}, {"bb", "translations"}, {"cc", "train"},
    {"cc", "dev"},   {"cc", "test"}, {"cc", "translations"}};

TEST(Sample, EverySplitIsAsSaid) {
  const auto start = std::chrono::steady_clock::now();
  for (const auto& [part, split] : kAll) {
    const LabelledCorpus corpus = sample_corpus(part, split);
    SCOPED_TRACE(corpus.text.name);
    EXPECT_EQ(corpus.size(), split == "dev" || split == "test" ? 200U : 1000U);
    const CorpusStatistics held = statistics(corpus);
    EXPECT_EQ(held.types.size(), 4U);
    for (const auto& [type, count] : held.types) EXPECT_GT(count, held.entities / 20) << type;
    EXPECT_LE(held.longest, 20U);
    EXPECT_EQ(held.repeated, 0U);
    for (const auto& sentence : corpus.text.sentences) EXPECT_GE(sentence.words.size(), 4U);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(Sample, DependsOnTheSeedAlone) {
  EXPECT_EQ(to_canonical(sample_corpus("bb", "test", 3)),
            to_canonical(sample_corpus("bb", "test", 3)));
  EXPECT_NE(to_canonical(sample_corpus("bb", "test", 3)),
            to_canonical(sample_corpus("bb", "test", 4)));
}

TEST(Sample, NeverMoves) {
  // Scores on the sample are compared across versions; whoever changes it changes all of them.
  EXPECT_EQ(sha256(to_canonical(sample_corpus("aa", "train"))),
            "f54901fc1081c0ae516b8b0da7230a8857391ca3735ea7140686ecc477ba7223");
  EXPECT_EQ(sha256(to_canonical(sample_corpus("cc", "translations"))),
            "3452ee5ffa61d7307be07431fa3b45c6ad363b06e49356935648a664e2da5091");
}

TEST(Sample, TranslationsPairWithTheSourceAndKeepItsEntities) {
  const LabelledCorpus source = sample_corpus("aa", "train");
  for (const char* part : {"bb", "cc"}) {
    const LabelledCorpus translations = sample_corpus(part, "translations");
    ASSERT_EQ(translations.size(), source.size());
    for (std::size_t s = 0; s < source.size(); ++s)
      ASSERT_EQ(translations.text.sentences[s].source_id, source.text.sentences[s].id);
    EXPECT_EQ(statistics(translations).types, statistics(source).types);
    EXPECT_NE(translations.text.sentences[0].words, source.text.sentences[0].words);
  }
}

/// Names (capitalised words inside entities) of a corpus.
std::set<std::string> names_of(const LabelledCorpus& corpus) {
  std::set<std::string> names;
  for (std::size_t s = 0; s < corpus.size(); ++s)
    for (std::size_t w = 0; w < corpus.labels[s].size(); ++w)
      if (corpus.labels[s][w] > 0) names.insert(corpus.text.sentences[s].words[w]);
  return names;
}

TEST(Sample, SomeNamesAreSharedSomeAreUnseen) {
  const auto train = names_of(sample_corpus("aa", "train"));
  for (const char* part : {"aa", "bb", "cc"}) {
    const auto test = names_of(sample_corpus(part, "test"));
    const auto seen = std::count_if(test.begin(), test.end(),
                                    [&](const auto& name) { return train.contains(name); });
    EXPECT_GT(seen, static_cast<std::ptrdiff_t>(test.size()) / 8) << part;
    EXPECT_LT(seen, static_cast<std::ptrdiff_t>(test.size()) * 9 / 10) << part;
  }
}

TEST(Sample, TwentySevenTargetsThatDiffer) {
  const std::vector<SampleLanguage> languages = make_sample_world(kSampleSeed).languages;
  ASSERT_EQ(languages.size(), 28U);
  std::set<std::string> codes, nouns;
  for (const auto& language : languages) {
    codes.insert(language.code);
    nouns.insert(language.nouns.front());
    EXPECT_EQ(language.roots.size(), languages.front().roots.size());
  }
  EXPECT_EQ(codes.size(), languages.size());
  EXPECT_EQ(nouns.size(), languages.size()) << "endings set even cognates apart";
  EXPECT_EQ(sample_corpus("ac", "translations").size(), sample_corpus("aa", "train").size());
}

TEST(Sample, TheSameNameIsUsedInSeveralTypes) {
  const LabelledCorpus corpus = sample_corpus("aa", "train");
  std::set<std::pair<std::string, LabelId>> uses;
  for (std::size_t s = 0; s < corpus.size(); ++s)
    for (std::size_t w = 0; w < corpus.labels[s].size(); ++w)
      if (corpus.labels[s][w] % 2 == 1)
        uses.insert({corpus.text.sentences[s].words[w], corpus.labels[s][w]});
  std::set<std::string> words;
  for (const auto& [word, label] : uses) words.insert(word);
  EXPECT_GT(uses.size() - words.size(), 20U);
}

TEST(Sample, RefusesUnknownNames) {
  EXPECT_THROW((void)sample_corpus("ad", "test"), Error);
  EXPECT_THROW((void)sample_corpus("bb", "unlabelled"), Error);
  EXPECT_THROW((void)sample_corpus("aa", "translations"), Error);
}

}  // namespace
}  // namespace xner::data
