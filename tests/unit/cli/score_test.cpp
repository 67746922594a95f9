// `xner score` as a function: both forms, formats, notes, and refusals that leave the output empty.
#include "harness/cli/score.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::cli {
namespace {

using testing::HasSubstr;

class ScoreVerb : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text) {
    write_file(folder_.path() / name, text);
    return (folder_.path() / name).string();
  }

  /// The output; `notes_` has the notes.
  std::string run(ScoreOptions options) {
    std::ostringstream out;
    std::ostringstream notes;
    EXPECT_EQ(run_score(options, out, notes), 0);
    notes_ = notes.str();
    return out.str();
  }

  /// The error, after making sure that nothing was written.
  std::string refused(const ScoreOptions& options) {
    std::ostringstream out;
    std::ostringstream notes;
    try {
      static_cast<void>(run_score(options, out, notes));
    } catch (const Error& error) {
      EXPECT_EQ(exit_code(error.kind()), 2);
      EXPECT_EQ(out.str(), "");
      return error.what();
    }
    return "not refused";
  }

  TemporaryFolder folder_;
  std::string notes_;
};

TEST_F(ScoreVerb, OneFileAndTwoFilesAgree) {
  const auto both = file("both", "a B-PER B-PER\nb I-PER O\n\nc O B-LOC\n");
  const auto gold = file("gold", "a NN x B-PER\nb NN x I-PER\n\nc NN x O\n");
  const auto predicted = file("predicted", "a\tB-PER\r\nb\tO\r\n\r\nc\tB-LOC\r\n");
  auto one = nlohmann::json::parse(run({both, "", "conlleval", "", "json"}));
  auto two = nlohmann::json::parse(run({gold, predicted, "conlleval", "", "json"}));
  EXPECT_EQ(notes_, "");
  EXPECT_EQ(one["counts"], (nlohmann::json{{"gold", 1}, {"found", 2}, {"correct", 0}}));
  EXPECT_TRUE(one["types"]["LOC"]["recall"].is_null());
  one.erase("signature");
  two.erase("signature");
  EXPECT_EQ(one, two);
}

TEST_F(ScoreVerb, PrintsTextAndMarkdown) {
  const auto both = file("both", "a B-PER B-PER\n");
  EXPECT_THAT(run({both}), HasSubstr("overall     100.00  100.00  100.00     1      1        1\n"));
  EXPECT_THAT(run({both, "", "conlleval", "", "markdown"}), HasSubstr("| PER | 100.00 |"));
}

TEST_F(ScoreVerb, SaysWhatAReaderShouldKnow) {
  run({file("s", "a S-PER S-PER\n")});
  EXPECT_THAT(notes_, HasSubstr("s:1: conlleval does not know the prefix of 'S-PER'"));
  run({file("g", "a O\nb O\n"), file("p", "a O\nB O\n")});
  EXPECT_THAT(notes_, HasSubstr("1 words differ between the files, scored by position"));
}

TEST_F(ScoreVerb, RefusesAPrefixOutsideTheScheme) {
  const auto gold = file("gold", "a B-X\nb O\n");
  const auto predicted = file("predicted", "a B-X\nb S-X\n");
  EXPECT_THAT(
      refused({gold, predicted, "conlleval", "IOB2"}),
      HasSubstr(
          "predicted:2: expected a label of the scheme IOB2 (prefixes B, I, O), found 'S-X'"));
  run({gold, predicted, "conlleval", "IOBES"});
}

TEST_F(ScoreVerb, RefusesUnknownOptionsAndBadFiles) {
  const auto good = file("good", "a O O\n");
  EXPECT_THAT(refused({good, "", "strct"}),
              HasSubstr("--mode: expected conlleval or seqeval or strict, found 'strct'"));
  EXPECT_THAT(refused({good, "", "conlleval", "", "jsn"}), HasSubstr("did you mean 'json'?"));
  EXPECT_THAT(refused({good, "", "conlleval", "IOB3"}), HasSubstr("unknown label scheme 'IOB3'"));
  EXPECT_THAT(refused({good, file("long", "a O\nb O\n")}), HasSubstr("long:2"));
  EXPECT_THAT(refused({file("bad", "a O O\n\xFF O O\n")}), HasSubstr("bad:2:1: expected UTF-8"));
  EXPECT_THAT(refused({"-", "-"}), HasSubstr("standard input"));
}

TEST_F(ScoreVerb, StrictCountsByTheScheme) {
  const auto both = file("both", "a I-X I-X\nb O O\nc B-X B-X\n");
  const auto counts = [&](const std::string& mode, const std::string& scheme) {
    const auto json = nlohmann::json::parse(run({both, "", mode, scheme, "json"}));
    EXPECT_EQ(json["mode"], mode);
    return json["counts"]["correct"].get<int>();
  };
  EXPECT_EQ(counts("conlleval", ""), 2);
  EXPECT_EQ(counts("conlleval", "IOB2"), 2);
  EXPECT_EQ(counts("seqeval", ""), 2);
  EXPECT_EQ(counts("strict", ""), 1);
  EXPECT_EQ(counts("strict", "IOB1"), 1);
  EXPECT_EQ(counts("strict", "auto"), 1);
  EXPECT_THAT(run({both, "", "strict", "IOB1"}), HasSubstr("|mode:strict|scheme:IOB1|"));
  EXPECT_THAT(run({both, "", "conlleval", "IOB1"}), HasSubstr("|mode:conlleval|repair:none|"));
  const auto json = nlohmann::json::parse(run({both, "", "strict", "", "json"}));
  EXPECT_EQ(json["scheme"], "IOB2");
  EXPECT_EQ(json["malformed"]["gold"], 1);
}

TEST_F(ScoreVerb, AutoLooksAtGoldAlone) {
  const auto gold = file("gold", "a U-X\nb O\n");
  EXPECT_THAT(run({gold, file("p", "a U-X\nb L-X\n"), "strict", "auto"}),
              HasSubstr("|scheme:BILOU|"));
  EXPECT_THAT(refused({gold, file("q", "a U-X\nb S-X\n"), "strict", "auto"}),
              HasSubstr("q:2: expected a label of the scheme BILOU (prefixes B, I, L, O, U), found "
                        "'S-X'"));
  const auto vague = file("vague", "a I-X B-X\nb O O\n");
  EXPECT_THAT(refused({vague, "", "strict", "auto"}),
              HasSubstr("vague: expected gold labels that tell their scheme, found the prefixes "
                        "I, O"));
}

TEST_F(ScoreVerb, StrictRefusesAPrefixOutsideItsScheme) {
  const auto both = file("both", "a O O\n\nb b-X O\n");
  EXPECT_THAT(refused({both, "", "strict"}),
              HasSubstr("both:3: expected a label of the scheme IOB2 (prefixes B, I, O), found "
                        "'b-X'"));
  run({both, "", "seqeval"});
  EXPECT_THAT(notes_, HasSubstr("both:3: seqeval does not know the prefix of 'b-X'"));
  run({file("underscore", "a B_X B_X\n"), "", "strict"});
  EXPECT_EQ(notes_, "");
}

TEST_F(ScoreVerb, SemevalAndZeroDivisionAreAskedFor) {
  ScoreOptions options{file("both", "a B-X B-X\nb I-X O\nc O B-Y\n"), "", "conlleval", "", "json"};
  EXPECT_FALSE(nlohmann::json::parse(run(options)).contains("semeval"));
  options.semeval = true;
  options.zero_division = "0";
  const auto json = nlohmann::json::parse(run(options));
  EXPECT_EQ(json["semeval"]["partial"]["partial"], 1);
  EXPECT_EQ(json["semeval"]["strict"]["spurious"], 1);
  EXPECT_EQ(json["averages"]["macro_union"]["recall"], 0.0);
  EXPECT_EQ(json["types"]["Y"]["recall"], 0.0);
  EXPECT_THAT(json["signature"], HasSubstr("|zero_division:0|"));
  options.format = "markdown";
  EXPECT_THAT(run(options), HasSubstr("SemEval"));
  options.zero_division = "nan";
  EXPECT_THAT(refused(options), HasSubstr("--zero-division: expected null or 0 or 1"));
}

}  // namespace
}  // namespace xner::cli
