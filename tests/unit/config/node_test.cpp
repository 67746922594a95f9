// TOML as a tree with places, and overrides.
#include "harness/config/node.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"
#include "harness/base/limits.hpp"

namespace xner::config {
namespace {

using ::testing::HasSubstr;

Error error_of(const std::string& toml) {
  try {
    static_cast<void>(parse_toml(toml, "file.toml"));
  } catch (const Error& error) {
    return error;
  }
  return {ErrorKind::kInternal, "no error"};
}

const Node& at(const Node& root, std::string_view key) {
  const Node* node = find(std::get<Table>(root.value), key);
  if (node == nullptr) throw std::out_of_range(std::string(key));
  return *node;
}

TEST(Node, KeepsTypesOrderAndPlaces) {
  const Node root = parse_toml("z = 1\na = 2.5\n[t]\nlist = [true, \"x\"]\n", "file.toml");
  const auto& table = std::get<Table>(root.value);
  ASSERT_EQ(table.size(), 3U);
  EXPECT_EQ(table[0].key, "z");
  EXPECT_EQ(std::get<std::int64_t>(table[0].node.value), 1);
  EXPECT_EQ(std::get<double>(table[1].node.value), 2.5);
  const Node& list = at(at(root, "t"), "list");
  EXPECT_EQ(list.place.text(), "file.toml:4:1");
  EXPECT_EQ(std::get<List>(list.value)[1].place.column, 15U);
}

TEST(Node, RefusesWhatIsNotToml) {
  for (const char* text : {"a = 1\na = 2\n", "a = [1,", "a = 99999999999999999999\n",
                           "a = \"\xff\"\n", "[a]\nb = 1\n[a]\n"}) {
    const Error error = error_of(text);
    EXPECT_EQ(error.kind(), ErrorKind::kUsage) << text;
    EXPECT_GT(error.place().value_or(Place{}).line, 0U) << text;
  }
}

TEST(Node, RefusesNanInfAndDates) {
  EXPECT_THAT(error_of("a = nan\n").what(), HasSubstr("file.toml:1:1: expected a finite number"));
  EXPECT_THAT(error_of("a = [1.0, -inf]\n").what(), HasSubstr("finite"));
  EXPECT_THAT(error_of("a = 2026-01-01\n").what(), HasSubstr("date"));
}

TEST(Node, AcceptsCrlfAndByteOrderMark) {
  EXPECT_EQ(std::get<std::int64_t>(at(parse_toml("\xef\xbb\xbf"
                                                 "a = 7\r\nb = 2\r\n",
                                                 "f"),
                                      "a")
                                       .value),
            7);
}

TEST(Node, DeepDottedKeysAreAnErrorNotACrash) {
  std::string key = "a";
  for (int i = 0; i < 20000; ++i) key += ".a";
  EXPECT_THAT(error_of("\n" + key + " = 1\n").what(), HasSubstr("file.toml:2"));
  EXPECT_THAT(error_of("[" + key + "]\n").what(), HasSubstr("segments"));
  EXPECT_THAT(error_of("x = {" + key + " = 1}\n").what(), HasSubstr("segments"));
  EXPECT_THAT(error_of("\"q\\\"#\"." + key + " = 1\n").what(), HasSubstr("segments"));
  std::string dots(500, '.');
  EXPECT_NO_THROW(static_cast<void>(parse_toml("a = \"" + dots + "\" # " + dots + "\n", "f")));
  EXPECT_NO_THROW(static_cast<void>(parse_toml("a = '''\n" + dots + "'''\nb = 1.5", "f")));
}

TEST(Node, RefusesLargeFiles) {
  const TemporaryFolder folder;
  write_file(folder.path() / "big.toml", "a = \"" + std::string(kMaxTomlBytes, 'x') + "\"");
  EXPECT_THROW(static_cast<void>(read_toml(folder.path() / "big.toml")), Error);
}

TEST(Override, ParsesTomlValuesBareWordsAndLists) {
  Node root = parse_toml("[training]\nmax_steps = 1\n", "f");
  for (const char* text :
       {"training.max_steps=10", "lr=5e-5", "flag=true", "word=hf:some/model", "seeds=1,2",
        "names=a,b", "text=\"1\"", "list=[1, 2]", "day=2026-01-01", "equals=a=b"})
    apply_override(root, text);
  EXPECT_EQ(std::get<std::int64_t>(at(at(root, "training"), "max_steps").value), 10);
  EXPECT_EQ(at(at(root, "training"), "max_steps").place.text(), "command line");
  EXPECT_EQ(std::get<double>(at(root, "lr").value), 5e-5);
  EXPECT_TRUE(std::get<bool>(at(root, "flag").value));
  EXPECT_EQ(std::get<std::string>(at(root, "word").value), "hf:some/model");
  EXPECT_EQ(std::get<std::int64_t>(std::get<List>(at(root, "seeds").value)[1].value), 2);
  EXPECT_EQ(std::get<std::string>(std::get<List>(at(root, "names").value)[0].value), "a");
  EXPECT_EQ(std::get<std::string>(at(root, "text").value), "1");
  EXPECT_EQ(std::get<List>(at(root, "list").value)[0].place.line, 0U);
  EXPECT_EQ(std::get<std::string>(at(root, "day").value), "2026-01-01");
  EXPECT_EQ(std::get<std::string>(at(root, "equals").value), "a=b");
}

TEST(Override, RefusesOtherForms) {
  Node root = parse_toml("a = 1\n", "f");
  for (const char* text : {"a", "=1", "a=", "a..b=1", "a.=1", "a b=1", "a.b=1", ".a=1"})
    EXPECT_THROW(apply_override(root, text), Error) << text;
  std::string deep = "b";
  for (int i = 0; i < 100; ++i) deep += ".b";
  EXPECT_THROW(apply_override(root, deep + "=1"), Error);
}

TEST(Override, CannotSmuggleKeys) {
  Node root = parse_toml("", "f");
  apply_override(root, "a=1\nb = 2");
  EXPECT_EQ(std::get<Table>(root.value).size(), 1U);
  EXPECT_EQ(std::get<std::string>(at(root, "a").value), "1\nb = 2");
}

TEST(Node, SeesDeepKeysBehindLongStrings) {
  std::string key = "a";
  for (int i = 0; i < 20000; ++i) key += ".a";
  EXPECT_THAT(error_of("x = [\"\"\"y\"\"\"\", {" + key + " = 1}]\n").what(), HasSubstr("segments"));
  EXPECT_THAT(error_of("x = " + std::string(200, '[') + std::string(200, ']')).what(),
              HasSubstr("at most 32 deep"));
}

TEST(Override, IsUtf8OfBoundedLength) {
  Node root = parse_toml("", "f");
  EXPECT_THROW(apply_override(root, "a=\xff"), Error);
  EXPECT_THROW(apply_override(root, "a=" + std::string(kMaxOverrideBytes, 'x')), Error);
}

}  // namespace
}  // namespace xner::config
