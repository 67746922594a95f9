// harness/data/corpus.cpp: the canonical form and what is refused.
#include "harness/data/corpus.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::data {
namespace {

using testing::HasSubstr;

LabelledCorpus small_corpus() {
  LabelledCorpus corpus;
  corpus.text = {"sample/aa/test", "aa", {{"1", {"Ana", "\"ü\\\x01"}, ""}, {"s-2", {"O"}, "7"}}};
  corpus.label_set = LabelSet({"PER", "LOC"});
  corpus.labels = {{3, 0}, {1}};
  return corpus;
}

class Corpus : public testing::Test {
 protected:
  std::filesystem::path file(std::string_view bytes) {
    write_file(folder_.path() / "corpus.jsonl", bytes);
    return folder_.path() / "corpus.jsonl";
  }
  std::string refusal(std::string_view bytes) {
    try {
      (void)read_labelled_corpus(file(bytes));
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kData);
      return error.what();
    }
    return "accepted";
  }
  TemporaryFolder folder_;
};

TEST_F(Corpus, CanonicalFormIsFixed) {
  EXPECT_EQ(to_canonical(small_corpus()),
            "{\"name\":\"sample/aa/"
            "test\",\"language\":\"aa\",\"labels\":[\"O\",\"B-LOC\",\"I-LOC\",\"B-PER\","
            "\"I-PER\"]}\n"
            "{\"id\":\"1\",\"words\":[\"Ana\",\"\\\"ü\\\\\\u0001\"],\"labels\":[\"B-PER\",\"O\"]}\n"
            "{\"id\":\"s-2\",\"words\":[\"O\"],\"source_id\":\"7\",\"labels\":[\"B-LOC\"]}\n");
}

TEST_F(Corpus, LabelledCorpusComesBackEqual) {
  const std::string bytes = to_canonical(small_corpus());
  const LabelledCorpus back = read_labelled_corpus(file(bytes));
  EXPECT_EQ(to_canonical(back), bytes);
  EXPECT_EQ(back.text.word_count(), 3U);
  EXPECT_EQ(back.size(), 2U);
}

TEST_F(Corpus, ReadAsTextKeepsNoLabel) {
  const LabelledCorpus corpus = small_corpus();
  const TextCorpus text = read_text_corpus(file(to_canonical(corpus)));
  EXPECT_EQ(to_canonical(text), to_canonical(corpus.text));
  EXPECT_THAT(to_canonical(text), testing::Not(HasSubstr("labels")));
}

TEST_F(Corpus, RefusesWithTheLine) {
  const std::string head =
      "{\"name\":\"n\",\"language\":\"l\",\"labels\":[\"O\",\"B-P\",\"I-P\"]}\n";
  const std::string one = "{\"id\":\"1\",\"words\":[\"a\"],\"labels\":[\"O\"]}\n";
  EXPECT_EQ(refusal(head + one), "accepted");
  EXPECT_THAT(refusal(""), HasSubstr("empty file"));
  EXPECT_THAT(refusal(head + "{\n"), HasSubstr("corpus.jsonl:2: expected one JSON object"));
  EXPECT_THAT(refusal(head + one + one), HasSubstr(":3: expected unique sentence ids, found '1'"));
  EXPECT_THAT(refusal(head + "{\"id\":\"1\",\"words\":[],\"labels\":[]}\n"),
              HasSubstr("without words"));
  EXPECT_THAT(refusal(head + "{\"id\":\"1\",\"words\":[\"\"],\"labels\":[\"O\"]}\n"),
              HasSubstr("empty one"));
  EXPECT_THAT(refusal(head + "{\"id\":\"1\",\"words\":[\"a\"]}\n"), HasSubstr("expected 1 labels"));
  EXPECT_THAT(refusal(head + "{\"id\":\"1\",\"words\":[\"a\"],\"labels\":[\"B-Q\"]}\n"),
              HasSubstr("'B-Q'"));
  EXPECT_THAT(refusal(head + "{\"id\":\"1\",\"words\":[\"a\"],\"tags\":[\"O\"]}\n"),
              HasSubstr("'tags'"));
  EXPECT_THAT(refusal(head + "{\"id\":1,\"words\":[\"a\"],\"labels\":[\"O\"]}\n"),
              HasSubstr("'id'"));
  EXPECT_THAT(refusal("{\"name\":\"n\",\"language\":\"l\"}\n"), HasSubstr("without labels"));
  EXPECT_THAT(refusal("{\"name\":\"n\",\"language\":\"l\",\"labels\":[\"B-P\",\"O\",\"I-P\"]}\n"),
              HasSubstr("alphabetical"));
}

TEST_F(Corpus, RelabelKeepsNamesAndNamesWhatIsMissing) {
  const LabelledCorpus wide = relabel(small_corpus(), LabelSet({"PER", "LOC", "MISC"}));
  EXPECT_EQ(wide.label_set.name(wide.labels[0][0]), "B-PER");
  EXPECT_EQ(wide.labels[0][0], 5);
  try {
    (void)relabel(small_corpus(), LabelSet({"PER"}));
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("'B-LOC' of sentence 's-2'"));
  }
}

}  // namespace
}  // namespace xner::data
