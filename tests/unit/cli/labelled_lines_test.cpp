// A column file with its labels: columns, separators, blank lines and comments stay.
#include "harness/cli/labelled_lines.hpp"

#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/data/plain_file.hpp"

namespace xner::cli {
namespace {

/// Reads the bytes as `xner predict` does and labels the words L1, L2, ...
std::string labelled(const std::string& bytes) {
  const TemporaryFolder folder;
  write_file(folder.path() / "x", bytes);
  const auto text = data::read_plain_text(folder.path() / "x");
  std::vector<std::vector<std::string>> labels;
  int number = 0;
  for (const auto& sentence : text.sentences) {
    auto& row = labels.emplace_back();
    for (std::size_t w = 0; w < sentence.words.size(); ++w)
      row.push_back("L" + std::to_string(++number));
  }
  return append_labels(bytes, text, labels);
}

TEST(LabelledLines, OneColumn) {
  EXPECT_EQ(labelled("Ada\nLovelace\n\nJa\n"), "Ada L1\nLovelace L2\n\nJa L3\n");
}

TEST(LabelledLines, MoreColumnsAndTabs) {
  EXPECT_EQ(labelled("Ada NNP B-PER\nja UH O\n"), "Ada NNP B-PER L1\nja UH O L2\n");
  EXPECT_EQ(labelled("Ada\tB-PER\n\n\nja\tO\n"), "Ada\tB-PER\tL1\n\n\nja\tO\tL2\n");
}

TEST(LabelledLines, LineEndsAndByteOrderMark) {
  EXPECT_EQ(labelled("\xef\xbb\xbf"
                     "Ada\r\nja\r\n"),
            "Ada L1\nja L2\n");
  EXPECT_EQ(labelled("Ada\n\nja"), "Ada L1\n\nja L2\n");
}

TEST(LabelledLines, DocstartAndHashAreWords) {
  EXPECT_EQ(labelled("-DOCSTART- O\n\n# O\nAda O\n"), "-DOCSTART- O L1\n\n# O L2\nAda O L3\n");
}

TEST(LabelledLines, CommentsOfUniversalNerStay) {
  EXPECT_EQ(labelled("# sent_id = 1\n# text = Ada #\n1\tAda\tB-PER\t-\tx\n2\t#\tO\t-\tx\n\n# "
                     "sent_id = 2\n1\tJa\tO\t-\tx\n"),
            "# sent_id = 1\n# text = Ada #\n1\tAda\tB-PER\t-\tx\tL1\n2\t#\tO\t-\tx\tL2\n\n# "
            "sent_id = 2\n1\tJa\tO\t-\tx\tL3\n");
}

TEST(LabelledLines, ACanonicalCorpusBecomesColumns) {
  EXPECT_EQ(
      labelled("{\"name\":\"x\",\"language\":\"de\"}\n{\"id\":\"1\",\"words\":[\"Ada\",\"ja\"]}\n"),
      "Ada\tL1\nja\tL2\n\n");
}

TEST(LabelledLines, RefuseAnotherText) {
  const data::TextCorpus text{"x", "de", {{"1", {"a", "b"}, ""}}};
  EXPECT_THROW(static_cast<void>(append_labels("a\n", text, {{"O", "O"}})), Error);
  EXPECT_THROW(static_cast<void>(append_labels("a\nb\nc\n", text, {{"O", "O"}})), Error);
}

}  // namespace
}  // namespace xner::cli
