// harness/data/line_reader.cpp: what is a line end, what is a defect.
#include "harness/data/line_reader.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <streambuf>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/data/temporary_file.hpp"

namespace xner::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

LineReader reader(const std::string& bytes, bool repair = false) {
  return LineReader(std::make_unique<std::istringstream>(bytes), repair);
}

/// All lines; a defective one as "column: message".
std::vector<std::string> lines_of(LineReader& lines) {
  std::vector<std::string> out;
  std::string text;
  LineDefect defect;
  while (lines.next(text, defect))
    out.push_back(defect.message.empty() ? text
                                         : std::to_string(defect.column) + ": " + defect.message);
  return out;
}

TEST(LineReader, EndsLinesAtLfCrLfAndLoneCrOnly) {
  auto lines = reader("a\nb\r\n\r\nc\rd\r\r\ne");
  EXPECT_THAT(lines_of(lines), ElementsAre("a", "b", "", "c", "d", "", "e"));
  EXPECT_EQ(lines.report().crlf_lines, 3U);
  EXPECT_EQ(lines.report().lone_cr_lines, 2U);
  EXPECT_TRUE(lines.report().missing_last_newline);
  EXPECT_EQ(lines.line(), 7U);
}

TEST(LineReader, EmptyInputHasNoLine) {
  auto lines = reader("");
  EXPECT_TRUE(lines_of(lines).empty());
  auto one = reader("a\r\n");
  EXPECT_THAT(lines_of(one), ElementsAre("a"));
  EXPECT_FALSE(one.report().missing_last_newline);
}

TEST(LineReader, DropsOneByteOrderMark) {
  auto lines = reader(
      "\xEF\xBB\xBF"
      "a\n\xEF\xBB\xBF"
      "b\n");
  EXPECT_THAT(lines_of(lines), ElementsAre("a",
                                           "\xEF\xBB\xBF"
                                           "b"));
  EXPECT_TRUE(lines.report().byte_order_mark);
}

TEST(LineReader, NamesInvalidBytesAndControlCharacters) {
  using namespace std::string_literals;
  auto lines =
      reader("ab\xC3(\n\xED\xA0\x80\n\xC0\x80\na\0b\nx\x0B\n\xC2\x85\n\xE2\x80\xA8\nok\ty\n"s);
  EXPECT_THAT(lines_of(lines),
              ElementsAre("3: expected UTF-8, found the byte 0xC3",
                          "1: expected UTF-8, found the byte 0xED",
                          "1: expected UTF-8, found the byte 0xC0",
                          HasSubstr("2: expected text, found the control character U+0000"),
                          HasSubstr("U+000B"), HasSubstr("U+0085"), HasSubstr("U+2028"), "ok\ty"));
}

TEST(LineReader, RepairsOnDemandAndCounts) {
  auto lines = reader(
      "a\xFF\xFE"
      "b\n",
      true);
  EXPECT_THAT(lines_of(lines), ElementsAre("a\xEF\xBF\xBD\xEF\xBF\xBD"
                                           "b"));
  EXPECT_EQ(lines.report().repaired_bytes, 2U);
}

TEST(LineReader, LinesAcrossBlocksStayWhole) {
  const std::string longest(kMaxLineBytes, 'x');
  const std::string filler(65535, 'y');
  auto lines = reader(filler + "\r\n" + longest + "\n" + longest + "x\nend\n");
  EXPECT_THAT(
      lines_of(lines),
      ElementsAre(filler, longest, HasSubstr("at most 1048576 bytes, found 1048577"), "end"));
  EXPECT_EQ(lines.report().crlf_lines, 1U);
}

TEST(LineReader, LooksAheadForTabsAndStays) {
  auto lines = reader("a\n" + std::string(200000, 'b') + "\n\tc\n");
  EXPECT_TRUE(lines.any_tab_ahead());
  EXPECT_EQ(lines_of(lines).size(), 3U);
  auto none = reader("a b\n");
  EXPECT_FALSE(none.any_tab_ahead());
  EXPECT_THAT(lines_of(none), ElementsAre("a b"));
}

TEST(LineReader, NamesAFileThatCannotBeOpened) {
  EXPECT_THAT(error_of([] { LineReader("/nowhere/at/all"); }),
              HasSubstr("/nowhere/at/all: cannot open the file"));
  EXPECT_THAT(error_of([] { LineReader("/"); }), HasSubstr("it is a folder"));
}

TEST(LineReader, EndsAFileBeyondTheLimitWithADefect) {
  const auto limited = [](std::size_t most) {
    LineReader lines(std::make_unique<std::istringstream>("ab\ncd\n"), false, most);
    return lines_of(lines);
  };
  EXPECT_THAT(limited(6), ElementsAre("ab", "cd"));
  EXPECT_THAT(limited(5), ElementsAre("0: expected a file of at most 5 bytes, found more"));
}

/// One block, then a read that fails as a broken disk does.
class FailingBuffer : public std::streambuf {
 protected:
  std::streamsize xsgetn(char* into, std::streamsize size) override {
    if (std::exchange(read_, true)) throw std::runtime_error("input/output error");
    std::fill(into, into + size, 'a');
    return size;
  }

 private:
  bool read_ = false;
};

TEST(LineReader, AReadThatFailsIsNotTheEnd) {
  FailingBuffer buffer;
  LineReader lines(std::make_unique<std::istream>(&buffer), false);
  EXPECT_THAT(error_of([&] { (void)lines_of(lines); }),
              HasSubstr("the input failed before its end"));
}

}  // namespace
}  // namespace xner::data
