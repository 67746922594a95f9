// [published]: what belongs to which part, that it is no part of the experiment, and mistakes in it
// with their places.
#include "harness/config/published.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"
#include "harness/config/suite.hpp"

namespace xner::config {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::string kFile =
    "encoder = \"hf:mbert\"\nname = \"t\"\n"
    "[training]\nmax_steps = 90\n"
    "[methods.plain]\n[methods.tuned]\npreset = [\"all\", \"some\"]\n"
    "[profiles.sample]\nencoder = \"random-tiny\"\n"
    "[[parts]]\n[parts.data.source]\npart = \"conll2003/en\"\nsize = [500, 1000]\n"
    "[parts.data.targets.es]\npart = \"conll2002/es\"\n"
    "[parts.profiles.sample.data.source]\ntrain = \"sample/aa/train\"\nsize = [50, 100]\n"
    "[parts.profiles.sample.data.targets.es]\npart = \"sample/bb\"\n"
    "[[parts]]\n[parts.data]\nsource = \"wikiann/en\"\ntargets = [\"wikiann/ar\"]\n";

const std::string kPublished =
    "[published]\nsource = \"Somebody 2022, Table 3\"\n"
    "[[published.rows]]\nrow = \"Ours, all\"\nmethod = \"tuned\"\npreset = \"all\"\n"
    "f1.500 = { es = 71.08 }\nf1.1000 = { es = [73, 0.5] }\nf1.full = { ar = 0 }\n";

class PublishedTable : public ::testing::Test {
 protected:
  std::vector<Experiment> read(const std::string& toml,
                               const std::vector<std::string>& overrides = {}) {
    write_file(folder_.path() / "t.toml", toml);
    return read_suite(folder_.path() / "t.toml", overrides);
  }
  /// With one row, which begins at line 28.
  std::string error(const std::string& row) {
    try {
      static_cast<void>(read(kFile + "[published]\nsource = \"s\"\n[[published.rows]]\n" + row));
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kUsage);
      return error.what();
    }
    return "no error";
  }
  TemporaryFolder folder_;
};

TEST_F(PublishedTable, GoesToThePartThatHasTheTarget) {
  const auto parts = read(kFile + kPublished);
  EXPECT_EQ(parts[0].published["source"], "Somebody 2022, Table 3");
  EXPECT_EQ(parts[0].published["conditions"], Json::parse(R"({"max_steps": 90})"));
  ASSERT_THAT(parts[0].published["cells"], SizeIs(2));
  EXPECT_EQ(parts[0].published["cells"][0], Json::parse(R"({"row": "Ours, all", "method": "tuned",
      "parameters": {"preset": "all"}, "size": "500", "target": "es", "f1": 0.7108,
      "encoder": "hf:mbert", "source_train": "conll2003/en/train",
      "target_test": "conll2002/es/test"})"));
  EXPECT_EQ(parts[0].published["cells"][1]["deviation"], 0.005);
  ASSERT_THAT(parts[1].published["cells"], SizeIs(1));
  EXPECT_EQ(parts[1].published["cells"][0]["size"], "full");
  EXPECT_EQ(parts[1].published["cells"][0]["f1"], 0.0);
}

TEST_F(PublishedTable, HoldsForTheFileWithoutProfileAndOverrides) {
  const auto plain = read(kFile + kPublished);
  for (const std::vector<std::string>& overrides : {std::vector<std::string>{"profile=sample"},
                                                    {"methods=plain"},
                                                    {"encoder=random-tiny"},
                                                    {"data.source.size=7"},
                                                    {"training.max_steps=1"}}) {
    const auto other = read(kFile + kPublished, overrides);
    EXPECT_EQ(other[0].published, plain[0].published) << overrides.front();
  }
}

TEST_F(PublishedTable, IsNoPartOfTheExperiment) {
  const auto with = read(kFile + kPublished);
  const auto without = read(kFile);
  for (std::size_t i = 0; i < with.size(); ++i) {
    EXPECT_EQ(to_toml(with[i]), to_toml(without[i]));
    EXPECT_TRUE(without[i].published.is_null());
  }
}

TEST_F(PublishedTable, MistakesHavePlacesAndNames) {
  const std::string known = "method = \"tuned\"\npreset = \"all\"\n";
  EXPECT_THAT(error("method = \"tunde\"\nf1.500 = { es = 1 }\n"),
              AllOf(HasSubstr("t.toml:28:1"), HasSubstr("did you mean 'tuned'")));
  EXPECT_THAT(error("method = \"tuned\"\npresets = \"all\"\nf1.500 = { es = 1 }\n"),
              AllOf(HasSubstr("t.toml:29:1"), HasSubstr("did you mean 'preset'")));
  EXPECT_THAT(error("method = \"tuned\"\npreset = \"al\"\nf1.500 = { es = 1 }\n"),
              AllOf(HasSubstr("t.toml:29:1"), HasSubstr("did you mean 'all'")));
  EXPECT_THAT(
      error(known + "f1.500 = { se = 1 }\n"),
      AllOf(HasSubstr("t.toml:30:12"), HasSubstr("a target"), HasSubstr("did you mean 'es'")));
  EXPECT_THAT(error(known + "f1.50 = { es = 1 }\n"),
              AllOf(HasSubstr("t.toml:30:"), HasSubstr("a size"), HasSubstr("'500'")));
  EXPECT_THAT(error(known + "f1.500 = { ar = 1 }\n"), HasSubstr("known: full"));
  EXPECT_THAT(error(known + "f1.500 = { es = 101 }\n"), HasSubstr("from 0 to 100"));
  EXPECT_THAT(error(known + "f1.500 = { es = \"1\" }\n"), HasSubstr("a float"));
  EXPECT_THAT(error(known + "f1.500 = { es = [1, 2, 3] }\n"), HasSubstr("[F1, deviation]"));
  EXPECT_THAT(error(known), HasSubstr("expected 'f1'"));
  EXPECT_THAT(
      error(known + "f1.500 = { es = 1 }\n[[published.rows]]\n" + known + "f1.500 = { es = 2 }\n"),
      AllOf(HasSubstr("t.toml:34:12"), HasSubstr("found a second")));
  EXPECT_THAT(error(known + "f1.500 = { es = 1 }\n[published.more]\n"), HasSubstr("more"));
}

TEST_F(PublishedTable, SaysWhereItIsFrom) {
  for (const std::string table : {"[published]\n[[published.rows]]\nmethod = \"plain\"\n",
                                  "[published]\nsource = \"s\"\n", "published = 3\n"}) {
    try {
      static_cast<void>(read(table[0] == 'p' ? table + kFile : kFile + table));
      ADD_FAILURE() << table;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("published: expected"));
    }
  }
}

}  // namespace
}  // namespace xner::config
