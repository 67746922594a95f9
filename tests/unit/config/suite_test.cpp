// Files of several experiments: parts, other files, profiles.
#include "harness/config/suite.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"

namespace xner::config {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kCommon =
    "encoder = \"random-tiny\"\nseeds = [1, 2]\nmethods = [\"wu_dredze\"]\n"
    "[training]\nmax_steps = 90\nlearning_rate = 1e-4\n";
const std::string kTwoParts = kCommon +
                              "[profiles.sample]\nseeds = [7]\n[profiles.sample.training]\n"
                              "max_steps = 3\n"
                              "[[parts]]\n[parts.data]\nsource = \"conll2003/en\"\n"
                              "targets = [\"conll2002/es\"]\n"
                              "[parts.profiles.sample.data]\nsource = \"sample/aa\"\n"
                              "[parts.profiles.sample.data.targets.es]\npart = \"sample/bb\"\n"
                              "[[parts]]\ndata = {source = \"wikiann/en\", targets = "
                              "[\"wikiann/ar\", \"wikiann/hi\"]}\n[parts.training]\nmax_steps = 5\n"
                              "[parts.profiles.sample]\n";

class Suite : public ::testing::Test {
 protected:
  fs::path write(const std::string& name, const std::string& toml) {
    write_file(folder_.path() / name, toml);
    return folder_.path() / name;
  }
  std::vector<Experiment> read(const std::string& toml, std::vector<std::string> overrides = {}) {
    return read_suite(write("table.toml", toml), overrides);
  }
  std::string error(const std::string& toml, std::vector<std::string> overrides = {}) {
    try {
      static_cast<void>(read(toml, std::move(overrides)));
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }
  TemporaryFolder folder_;
};

TEST_F(Suite, APartIsLaidOverTheRestOfTheFile) {
  const auto parts = read(kTwoParts);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].name, "table");
  EXPECT_EQ(parts[1].name, "table");
  EXPECT_EQ(parts[0].source.train.reference, "conll2003/en/train");
  EXPECT_EQ(parts[1].source.train.reference, "wikiann/en/train");
  EXPECT_EQ(parts[1].targets.size(), 2U);
  EXPECT_EQ(parts[0].training.values.at("max_steps"), 90);
  EXPECT_EQ(parts[1].training.values.at("max_steps"), 5);
  EXPECT_EQ(parts[1].training.values.at("learning_rate"), 1e-4);
  EXPECT_THAT(parts[1].seeds, ElementsAre(1U, 2U));
}

TEST_F(Suite, OverridesReachEveryPartAndWin) {
  const auto parts = read(kTwoParts, {"training.max_steps=2", "seeds=4"});
  for (const auto& part : parts) {
    EXPECT_EQ(part.training.values.at("max_steps"), 2);
    EXPECT_THAT(part.seeds, ElementsAre(4U));
  }
}

TEST_F(Suite, AProfileIsLaidOverPartAndRest) {
  const auto parts = read(kTwoParts, {"seeds=4", "profile=sample"});
  EXPECT_EQ(parts[0].source.train.reference, "sample/aa/train");
  EXPECT_EQ(parts[0].targets.front().name, "es");
  EXPECT_EQ(parts[0].targets.front().test.reference, "sample/bb/test");
  EXPECT_EQ(parts[0].training.values.at("max_steps"), 3);
  EXPECT_EQ(parts[1].training.values.at("max_steps"), 3);
  EXPECT_THAT(parts[0].seeds, ElementsAre(4U));  // what is typed comes last
}

TEST_F(Suite, FilesAreReadWithTheirParts) {
  write("table.toml", kTwoParts);
  write("other.toml", kCommon + "[data]\nsource = \"sample/aa\"\ntargets = [\"sample/cc\"]\n");
  const auto all =
      read_suite(write("paper.toml", "parts = [\"table.toml\", \"other.toml\"]\n"), {});
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].name, "table");
  EXPECT_EQ(all[2].name, "other");
  EXPECT_EQ(all[2].file.filename(), "other.toml");
}

TEST_F(Suite, OneExperimentIsASuiteOfOne) {
  const auto all = read(kCommon + "[data]\nsource = \"sample/aa\"\ntargets = [\"sample/cc\"]\n");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all.front().targets.front().name, "cc");
  EXPECT_THROW(static_cast<void>(read_experiment(write("two.toml", kTwoParts), {})), Error);
}

TEST_F(Suite, MistakesHavePlaces) {
  EXPECT_THAT(error(kTwoParts, {"profile=smaple"}), HasSubstr("did you mean 'sample'"));
  EXPECT_THAT(error(kCommon, {"profile=sample"}), HasSubstr("found none there"));
  EXPECT_THAT(error("parts = []\n"), HasSubstr("[[parts]]"));
  EXPECT_THAT(error("seeds = [1]\nparts = [\"a.toml\"]\n"), HasSubstr("found 'seeds'"));
  EXPECT_THAT(error("parts = [\"absent.toml\"]\n"), HasSubstr("no such file"));
  EXPECT_THAT(error("parts = [\"table.toml\"]\n"), HasSubstr("a part of itself"));
  EXPECT_THAT(error(kCommon + "[[parts]]\nextra = 1\n[parts.data]\nsource = \"sample/aa\"\n"
                              "targets = [\"sample/bb\"]\n"),
              HasSubstr("extra"));
  EXPECT_THAT(error("profiles = 3\n" + kCommon), HasSubstr("profiles"));
}

}  // namespace
}  // namespace xner::config
