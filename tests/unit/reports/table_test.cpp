// Drawing tables: width, breaking, alignment, escaping, colour.
#include "reports/formats/table.hpp"

#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/formats/markdown.hpp"

namespace xner::reports {
namespace {

using testing::HasSubstr;
using testing::Not;

Table example() {
  return {{{"name", false}, {"F1", true}, {"remarks", false}},
          {{"a", "9.50", "x"}, {"bb", "100.00", ""}},
          {}};
}

TEST(Table, AlignsNumbersRight) {
  EXPECT_EQ(to_terminal(example()),
            "name      F1  remarks\n"
            "a       9.50  x\n"
            "bb    100.00\n");
}

TEST(Table, BreaksTextAtSpacesToStayWithinTheWidth) {
  Table table = example();
  table.rows[0][2] =
      "one two three four five six seven eight nine ten eleven twelve thirteen fourteen";
  table.rows[1][0] = std::string(40, 'w');
  std::istringstream lines(to_terminal(table));
  std::string all;
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(display_width(line), kTerminalWidth) << line;
    all += line + "\n";
  }
  for (const char* word : {"seven", "thirteen", "fourteen", "100.00"})
    EXPECT_THAT(all, HasSubstr(word));
}

std::string narrow(const std::string& name, std::size_t width) {
  return to_terminal({{{"method"}, {"target"}, {"F1", true}}, {{name, "bb", "12.34"}}}, width);
}

TEST(Table, BreaksNamesBetweenTheirParts) {
  const std::string name = "teacher_student/learning_rate=3e-05,max_steps=2";
  const std::string wide = narrow(name, 40);
  EXPECT_THAT(wide, HasSubstr("\nteacher_student/ "));
  EXPECT_THAT(wide, HasSubstr("\nlearning_rate=3e-05,\nmax_steps=2\n"));
  // Where no part fits, between the words of one; inside a word last of all.
  EXPECT_THAT(narrow(name, 30), HasSubstr("\nlearning_rate=\n3e-05,\nmax_steps=2\n"));
  EXPECT_THAT(narrow("verylongwordwithoutend", 24), HasSubstr("\nverylong"));
  // Another column gives way before a name is broken.
  const std::string both =
      to_terminal({{{"method"}, {"remarks"}}, {{"teacher_student", "one two three four"}}}, 30);
  EXPECT_THAT(both, HasSubstr("\nteacher_student  one two three\n"));
}

TEST(Table, CountsColumnsOfWideAndCombiningCharacters) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("日本"), 4U);
  EXPECT_EQ(display_width("e\u0301"), 1U);
  EXPECT_EQ(display_width("Å–±"), 3U);
}

TEST(Table, ShowsNoControlCharacterOnATerminal) {
  Table table = example();
  table.rows[0][0] = "a\x1b[31m\nb\xC2\x9B";
  const std::string text = to_terminal(table);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\xC2\x9B")));
  EXPECT_THAT(text, HasSubstr("[31m b"));
}

TEST(Table, ColoursAlarmsOnlyIfAsked) {
  Table table = example();
  table.alarms = {1};
  EXPECT_THAT(to_terminal(table), Not(HasSubstr("\x1b")));
  EXPECT_THAT(to_terminal(table, 80, true), HasSubstr("\x1b[31mbb    100.00\x1b[0m\n"));
}

TEST(Table, EscapesMarkdown) {
  Table table = example();
  table.rows[0][0] = "a|b`<script>&*\n";
  EXPECT_EQ(to_markdown(table),
            "| name | F1 | remarks |\n| --- | ---: | --- |\n"
            "| a\\|b\\`&lt;script&gt;&amp;\\*  | 9.50 | x |\n| bb | 100.00 |  |\n");
  EXPECT_EQ(markdown_text("en_pud _x_ a__b"), "en_pud \\_x\\_ a\\_\\_b");
  EXPECT_EQ(markdown_code("a|b"), "`a|b`");
  EXPECT_EQ(markdown_code("a``b"), "``` a``b ```");
}

TEST(Table, BandsStandAboveTheirRowsAndNotesBelowTheTable) {
  Table table = example();
  table.bands = {{1, "en|500"}};
  table.remarks = {"how to read it"};
  table.rows[0][1].spread = "± 0.40";
  table.rows[0][1].look = Look::kBest;
  table.rows[0][1].note = table.rows[1][1].note = "seed 1 failed";
  table.rows[1][0].note = "another";
  EXPECT_EQ(to_markdown(table),
            "| name | F1 | remarks |\n| --- | ---: | --- |\n"
            "| a | **9.50** ± 0.40 ¹ | x |\n| **en\\|500** | | |\n| bb ² | 100.00 ¹ |  |\n\n"
            "- ¹ seed 1 failed\n- ² another\n- how to read it\n");
  EXPECT_EQ(to_terminal(table),
            "name           F1  remarks\n"
            "a     9.50 ± 0.40  x\n"
            "en|500\n"
            "bb         100.00\n");
}

TEST(Table, DropsAColumnOnlyIfItIsEmpty) {
  Table table = example();
  table.drop_if_empty("remarks");
  EXPECT_EQ(table.columns.size(), 3U);
  table.rows[0][2] = "";
  table.drop_if_empty("remarks");
  EXPECT_EQ(table.columns.size(), 2U);
  EXPECT_EQ(table.rows[1].size(), 2U);
}

TEST(Table, LinesOfASentenceKeepNumbersWithTheirSigns) {
  for (std::size_t width = 12; width < 60; ++width) {
    const std::string text =
        wrapped("It is 46.96 ± 2.69 (90 % interval 1.2 to 3.4; p < 0.0001 or p = 0.01)", width);
    for (const char* torn : {"\n%", "\n<", "<\n", "\n=", "=\n", "\n±", "±\n"})
      EXPECT_THAT(text, Not(HasSubstr(torn))) << width;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), width);
  }
}

TEST(Table, ATextStandsRightOfItsLead) {
  EXPECT_EQ(beside("lead: ", "short"), "lead: short\n");
  const std::string text = beside("lead: ", std::string(70, 'a') + " " + std::string(20, 'b'));
  EXPECT_EQ(text, "lead: " + std::string(70, 'a') + "\n      " + std::string(20, 'b') + "\n");
  EXPECT_EQ(beside("lead: ", ""), "lead: \n");
}

TEST(Table, SaysPInACellAndInASentence) {
  EXPECT_EQ(p_text(0.0321), "0.0321");
  EXPECT_EQ(p_text(0.0001), "0.0001");
  EXPECT_EQ(p_text(0.00009), "<0.0001");
  EXPECT_EQ(p_said(0.0321), "p = 0.032");
  EXPECT_EQ(p_said(0.00009), "p < 0.0001");
}

// A token, a language, a plugin's name and a stack trace, each made of payloads.
TEST(Table, PayloadsAreTextInMarkdownAndOnATerminal) {
  for (const char* payload :
       {"<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![x](http://e.example/i)",
        "a|b|c", "`code` ``two``", "$x^2$", "# title", "\x1b[31mred", "\u202Eabc", "a\n::error::b",
        "</td></table><script>", "&lt;b&gt;", "at f() <lambda>::operator() `a.cpp:3`"}) {
    Table table = example();
    table.rows[0][0] = payload;
    const std::string markdown = to_markdown(table);
    EXPECT_EQ(std::count(markdown.begin(), markdown.end(), '\n'), 4) << payload;
    for (const char* live : {"<", "](", "\x1b", "\u202E"})
      EXPECT_THAT(markdown_text(payload), Not(HasSubstr(std::string(live) == "](" ? "x](" : live)))
          << payload;
    EXPECT_THAT(markdown, Not(HasSubstr(" $x"))) << payload;
    const std::string terminal = to_terminal(table);
    for (const char* live : {"\x1b", "\u202E"})
      EXPECT_THAT(terminal, Not(HasSubstr(live))) << payload;
  }
}

}  // namespace
}  // namespace xner::reports
