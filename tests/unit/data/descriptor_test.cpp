// harness/data/descriptor.cpp: inheritance of keys, and what a misspelt key gets.
#include "harness/data/descriptor.hpp"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/data/temporary_file.hpp"

namespace xner::data {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kFamily = R"(title = "T"
types = ["PER", "LOC"]
[format]
separator = "tab"
scheme = "iobes"
word_prefix = "{part}:"
[files]
train = "d/{part}/{stem}.{split}"
test = "d/{part}/{stem}.{split}"
[parts.de]
[parts.aa]
language = "sw"
stem = "s"
splits = ["test"]
counts = { test = [3, 4] }
parallel = "p"
types = ["ORG"]
format = { scheme = "bilou", word = 2 }
)";

std::string refused(const std::string& text) {
  const TemporaryFile file(text, "f.toml");
  return error_of([&] { (void)load_descriptor(file.path()); });
}

TEST(Descriptor, RepairsOnlyWhereItSaysSo) {
  const auto repairs = [](const std::string& line) {
    const TemporaryFile file(
        "title = \"T\"\n[format]\n" + line + "[files]\ntrain = \"x\"\n[parts.de]\n", "f.toml");
    return load_descriptor(file.path()).parts[0].format.repair_utf8;
  };
  EXPECT_FALSE(repairs(""));
  EXPECT_TRUE(repairs("repair = true\n"));
}

TEST(Descriptor, ListsAllUnknownKeys) {
  const std::string text = refused("title = \"T\"\ntypos = 1\nfilez = 2\n");
  EXPECT_THAT(text, HasSubstr("f.toml:2:1: unknown key 'typos'"));
  EXPECT_THAT(text, HasSubstr("\n"));
  EXPECT_THAT(text, HasSubstr("f.toml:3:1: unknown key 'filez'"));
}

TEST(Descriptor, DeepKeysAreAnErrorNotACrash) {
  std::string key = "a";
  for (int i = 0; i < 100'000; ++i) key += ".a";
  EXPECT_THAT(refused(key + " = 1\n"), HasSubstr("segments"));
}

TEST(Descriptor, APartSaysOnlyWhatDiffers) {
  const TemporaryFile file(kFamily, "f.toml");
  const Descriptor family = load_descriptor(file.path());
  EXPECT_EQ(family.family, "f");
  ASSERT_EQ(family.parts.size(), 2U);
  const PartDescriptor& de = family.parts[0];
  EXPECT_EQ(de.language, "de");
  EXPECT_EQ(de.format.scheme, Scheme::kIobes);
  EXPECT_EQ(de.format.separator, Separator::kTab);
  EXPECT_EQ(de.format.word_prefix, "de:");
  ASSERT_EQ(de.splits.size(), 2U);
  EXPECT_EQ(de.splits[0].file, "d/de/de.train");
  EXPECT_FALSE(de.splits[0].counts);
  const PartDescriptor& aa = family.parts[1];
  EXPECT_EQ(aa.language, "sw");
  EXPECT_EQ(aa.parallel, "p");
  EXPECT_EQ(aa.format.scheme, Scheme::kBilou);
  EXPECT_EQ(aa.format.word, 2);
  EXPECT_EQ(aa.format.types, std::vector<std::string>{"ORG"});
  ASSERT_EQ(aa.splits.size(), 1U);
  EXPECT_EQ(aa.splits[0].file, "d/aa/s.test");
  EXPECT_EQ(aa.splits[0].counts, (SplitCounts{3, 4}));
}

TEST(Descriptor, NamesLineColumnAndTheNearestKey) {
  const std::string text = kFamily;
  EXPECT_THAT(refused("titel = \"T\"\n"),
              StartsWith("f.toml:1:1: unknown key 'titel' (did you mean 'title'?)"));
  EXPECT_THAT(refused(text + "langage = \"x\"\n"),
              StartsWith("f.toml:19:1: unknown key 'langage' (did you mean 'language'?)"));
  EXPECT_THAT(refused(text + "[parts.x.format]\nschem = \"iob2\"\n"),
              HasSubstr("did you mean 'scheme'?"));
  EXPECT_THAT(refused(text + "[parts.x]\ncounts = { tst = [1, 2] }\n"),
              HasSubstr("unknown split 'tst' (did you mean 'test'?)"));
  EXPECT_THAT(refused(text + "[parts.x]\nsplits = [\"tests\"]\n"),
              HasSubstr("did you mean 'test'?"));
}

TEST(Descriptor, RefusesWrongTypesAndValues) {
  const std::string text = kFamily;
  EXPECT_THAT(refused("title = 3\n"), StartsWith("f.toml:1:9: expected a string under 'title'"));
  EXPECT_THAT(refused("a = 1\na = 2\n"), StartsWith("f.toml:2:5: "));
  EXPECT_THAT(refused("title = \"T\"\n"), HasSubstr("expected the table 'parts'"));
  EXPECT_THAT(refused("[parts.x]\n"), HasSubstr("expected the key 'title'"));
  for (const char* bad :
       {"[parts.x]\nformat = { scheme = \"bio3\" }\n", "[parts.x]\nformat = { word = 0 }\n",
        "[parts.x]\nformat = { separator = \"comma\" }\n", "[parts.x]\ncounts = { test = [1] }\n",
        "[parts.x]\ncounts = { test = [-1, 2] }\n", "[parts.x]\ncounts = { test = 3 }\n",
        "[parts.x]\nsha256 = { test = \"00\" }\n", "[parts.x]\nfiles = { test = \"../x\" }\n",
        "[parts.x]\nfiles = { test = \"/x\" }\n", "[parts.\"a/b\"]\n",
        "[parts.x]\ntypes = [\"A B\"]\n", "[parts.x]\nformat = { columns = 1000 }\n"})
    EXPECT_THAT(refused(text + bad), testing::ContainsRegex("^f.toml:[0-9]+:[0-9]+: expected"))
        << bad;
  EXPECT_THAT(refused("title = \"T\"\ngenerator = \"other\"\n[parts.x]\n"),
              HasSubstr("expected 'sample'"));
  EXPECT_THAT(refused("title = \"T\"\n[parts.x]\nsplits = [\"test\"]\n"),
              HasSubstr("expected a file for the split 'test'"));
}

TEST(Descriptor, BoundsTheFile) {
  EXPECT_THAT(refused("# " + std::string(kMaxDescriptorBytes, 'x')),
              HasSubstr("expected at most 262144 bytes"));
}

TEST(Descriptor, AllOfTheProjectsAreValid) {
  const std::filesystem::path folder =
      std::filesystem::path(std::getenv("XNER_SOURCE")) / "datasets";
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".toml") continue;
    const Descriptor family = load_descriptor(entry.path());
    ++count;
    EXPECT_FALSE(family.citation.empty()) << entry.path();
    EXPECT_TRUE(!family.obtain.empty() || !family.generator.empty()) << entry.path();
    for (const auto& part : family.parts)
      EXPECT_FALSE(part.licence.empty()) << entry.path() << " " << part.name;
  }
  EXPECT_EQ(count, 6U);
}

}  // namespace
}  // namespace xner::data
