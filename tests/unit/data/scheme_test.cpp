// harness/data/scheme.cpp: six schemes in, IOB2 out, and what counts as malformed in each.
#include "harness/data/scheme.hpp"

#include <ostream>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xner::data {
namespace {

/// "B-A I-A O" through to_iob2; malformed words are marked with '!'.
std::string converted(const std::string& text, Scheme scheme) {
  std::istringstream words(text);
  std::vector<NumberedTag> tags;
  for (std::string word; words >> word;) {
    const auto tag = parse_tag(word, scheme);
    EXPECT_TRUE(tag) << word;
    tags.push_back({tag->prefix, tag->prefix == 'O' ? 0 : tag->type.front() - 'A'});
  }
  const Iob2Tags out = to_iob2(tags, scheme);
  std::string result;
  std::size_t next = 0;
  for (std::size_t i = 0; i < out.tags.size(); ++i) {
    if (i > 0) result += ' ';
    result += out.tags[i].prefix;
    if (out.tags[i].prefix != 'O')
      result += std::string("-") + static_cast<char>('A' + out.tags[i].type);
    if (next < out.malformed.size() && out.malformed[next] == i) {
      result += '!';
      ++next;
    }
  }
  return result;
}

struct Case {
  const char* scheme;
  const char* in;
  const char* out;
};

/// For the test's name, which must not hold an address.
void PrintTo(const Case& c, std::ostream* out) { *out << c.scheme << ": " << c.in; }

class SchemeConversion : public testing::TestWithParam<Case> {};

TEST_P(SchemeConversion, ToIob2) {
  const auto scheme = scheme_from_name(GetParam().scheme);
  ASSERT_TRUE(scheme);
  EXPECT_EQ(converted(GetParam().in, *scheme), GetParam().out)
      << GetParam().scheme << ": " << GetParam().in;
}

INSTANTIATE_TEST_SUITE_P(
    WellFormed, SchemeConversion,
    testing::Values(Case{"iob2", "B-A I-A O B-A B-A I-B", "B-A I-A O B-A B-A B-B!"},
                    Case{"iob1", "I-A I-A O I-A B-A I-A I-B", "B-A I-A O B-A B-A I-A B-B"},
                    Case{"ioe2", "I-A E-A E-A O I-A E-A I-B E-B", "B-A I-A B-A O B-A I-A B-B I-B"},
                    Case{"ioe1", "I-A E-A I-A O I-A I-B", "B-A I-A B-A O B-A B-B"},
                    Case{"iobes", "S-A B-A I-A E-A O S-B S-B", "B-A B-A I-A I-A O B-B B-B"},
                    Case{"bioes", "B-A E-A B-A E-A", "B-A I-A B-A I-A"},
                    Case{"bilou", "U-A B-A I-A L-A O B-B L-B", "B-A B-A I-A I-A O B-B I-B"},
                    Case{"bilou", "O", "O"}));

INSTANTIATE_TEST_SUITE_P(
    Malformed, SchemeConversion,
    testing::Values(Case{"iob2", "O I-A I-A", "O B-A! I-A"},
                    Case{"bio", "I-A B-B I-A", "B-A! B-B B-A!"},
                    Case{"iob1", "B-A O B-B", "B-A! O B-B!"}, Case{"iob1", "I-A B-B", "B-A B-B!"},
                    Case{"ioe2", "I-A O I-A", "B-A! O B-A!"}, Case{"ioe1", "E-A O", "B-A! O"},
                    Case{"iobes", "B-A O", "B-A! O"}, Case{"iobes", "E-A", "B-A!"},
                    Case{"iobes", "B-A S-A E-A", "B-A! B-A B-A!"},
                    Case{"bilou", "I-A L-B", "B-A! B-B!"}));

TEST(Scheme, NamesGoBothWays) {
  for (const char* name : {"iob1", "iob2", "ioe1", "ioe2", "iobes", "bilou"})
    EXPECT_EQ(scheme_name(*scheme_from_name(name)), name);
  EXPECT_FALSE(scheme_from_name("IOB3"));
}

TEST(Scheme, TagGrammar) {
  EXPECT_EQ(parse_tag("B-X-Y", Scheme::kIob2)->type, "X-Y");
  EXPECT_EQ(parse_tag("O", Scheme::kBilou)->prefix, 'O');
  for (const char* bad :
       {"", "o", "B", "B-", "B_PER", "PER", "S-PER", "b-PER", "O-PER", "-X", "BI-PER"})
    EXPECT_FALSE(parse_tag(bad, Scheme::kIob2)) << bad;
  EXPECT_TRUE(parse_tag("S-PER", Scheme::kIobes));
  EXPECT_FALSE(parse_tag("S-PER", Scheme::kBilou));
}

}  // namespace
}  // namespace xner::data
