// The matrix of a sweep, counted by hand; names of variants; lists that are no sweep.
#include "harness/flow/sweep.hpp"

#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/sdk/conditions.hpp"

namespace xner::flow {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::vector<sdk::Parameter> kOwn{{"alpha", 0.5, "weight", 0.0, 1.0, {}},
                                       {"layers", {0, 1}, "which", {}, {}, {}},
                                       {"mode", "soft", "kind", {}, {}, {"soft", "hard"}}};

config::Experiment experiment(const std::string& tables) {
  return config::experiment_from(
      config::parse_toml("encoder = \"random-tiny\"\n[data]\ntargets = [\"sample/bb\"]\n" + tables,
                         "x.toml"),
      "x");
}

std::vector<Variant> expand(const std::string& tables, const std::string& method = "a") {
  const std::string source =
      tables.find("[data.source]") == tables.npos ? "[data.source]\npart = \"sample/aa\"\n" : "";
  return expand_sweep(experiment(source + "[methods.a]\n" + tables), method, kOwn);
}

std::vector<std::string> names(const std::vector<Variant>& variants) {
  std::vector<std::string> all;
  for (const auto& variant : variants) all.push_back(variant.name);
  return all;
}

std::string error(const std::string& tables) {
  try {
    static_cast<void>(expand(tables));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    return error.what();
  }
  return "no error";
}

TEST(Sweep, NothingSweptIsTheBase) {
  const auto variants = expand("alpha = 0.1\n[training]\nlearning_rate = 1e-5\n");
  ASSERT_THAT(variants, SizeIs(1));
  EXPECT_EQ(variants[0].name, "base");
  EXPECT_TRUE(variants[0].swept().empty());
  EXPECT_EQ(variants[0].table.values["alpha"], 0.1);
}

TEST(Sweep, ListsMultiply) {
  const auto variants =
      expand("[training]\nnum_train_epochs = [3, 10]\nlearning_rate = [1e-5, 5e-5]\n");
  EXPECT_THAT(names(variants), ElementsAre("learning_rate=1e-05,num_train_epochs=3",
                                           "learning_rate=1e-05,num_train_epochs=10",
                                           "learning_rate=5e-05,num_train_epochs=3",
                                           "learning_rate=5e-05,num_train_epochs=10"));
  EXPECT_EQ(variants[1].training.values, Json::parse(R"({"learning_rate": 1e-5,
                                                         "num_train_epochs": 10.0})"));
  EXPECT_EQ(variants[1].swept(), variants[1].of_training);
}

TEST(Sweep, OrderInTheFileMeansNothing) {
  const auto one = expand("mode = [\"soft\", \"hard\"]\n[training]\nmax_steps = [2, 1]\n");
  const auto other = expand("mode = [\"hard\", \"soft\"]\n[training]\nmax_steps = [1, 2]\n");
  EXPECT_EQ(names(one), names(other));
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].training.values, other[i].training.values);
    EXPECT_EQ(one[i].table.values, other[i].table.values);
  }
}

TEST(Sweep, AMethodsOwnParameterMultipliesThatMethodOnly) {
  const std::string two = "alpha = [0.1, 0.2, 0.3]\n[methods.b]\n[training]\nmax_steps = [1, 2]\n";
  EXPECT_THAT(expand(two, "a"), SizeIs(6));
  EXPECT_THAT(names(expand(two, "b")), ElementsAre("max_steps=1", "max_steps=2"));
}

TEST(Sweep, AMethodThatSetsAConditionItselfDoesNotSweepIt) {
  const std::string departs = "max_steps = 7\n[training]\nmax_steps = [1, 2]\n";
  const auto variants = expand(departs);
  EXPECT_THAT(names(variants), ElementsAre("base"));
  EXPECT_EQ(variants[0].training.values["max_steps"], 1);
  EXPECT_EQ(variants[0].table.values["max_steps"], 7);
  EXPECT_THAT(names(expand("max_steps = [7, 8]\n[training]\nmax_steps = [1, 2]\n")),
              ElementsAre("max_steps=7", "max_steps=8"));
}

TEST(Sweep, SizesAreNoVariantsAndSampleSeedsAre) {
  const auto variants = expand(
      "[data.source]\npart = \"sample/aa\"\nsize = [40, 20]\nsample_seed = [1, 2]\n"
      "[training]\nmax_steps = [1, 2]\n");
  ASSERT_THAT(variants, SizeIs(8));
  EXPECT_EQ(variants[0].name, "max_steps=1,sample_seed=1");
  EXPECT_EQ(variants[0].name, variants[1].name);
  EXPECT_EQ(variants[0].source.size, 20);
  EXPECT_EQ(variants[1].source.size, 40);
  EXPECT_EQ(variants[2].source.sample_seed, 2U);
  EXPECT_THAT(variants[2].source.sample_seeds, ElementsAre(2U));
  EXPECT_TRUE(variants[2].source.sizes.empty());
}

TEST(Sweep, AListParameterStaysAList) {
  EXPECT_THAT(names(expand("layers = [2, 3]\n")), ElementsAre("base"));
  const auto swept = expand("layers = [[2, 3], [], [4]]\n");
  EXPECT_THAT(names(swept), ElementsAre("layers=none", "layers=2+3", "layers=4"));
  EXPECT_EQ(swept[1].table.values["layers"], Json::parse("[2, 3]"));
}

TEST(Sweep, AListOfOneIsASweepOfOne) {
  EXPECT_THAT(names(expand("[training]\nlearning_rate = [1e-5]\n")),
              ElementsAre("learning_rate=1e-05"));
}

TEST(Sweep, ErrorsHavePlaces) {
  EXPECT_THAT(error("[training]\nlearning_rate = []\n"),
              HasSubstr(":8:1: training.learning_rate: expected at least one value"));
  EXPECT_THAT(error("[training]\nnum_train_epochs = [1, 1.0]\n"),
              HasSubstr("num_train_epochs: expected different values, found 1.0 twice"));
  EXPECT_THAT(error("[training]\nlearning_rate = [1e-5, \"fast\"]\n"), HasSubstr(":8:1: "));
  EXPECT_THAT(error("alpha = [0.1, 2.0]\n"), HasSubstr("at most 1"));
  EXPECT_THAT(error("mode = [\"soft\", \"herd\"]\n"), HasSubstr("hard"));
  EXPECT_THAT(error("mode = [[\"soft\"]]\n"), HasSubstr("expected a string, found a list of 1"));
}

TEST(Sweep, TheMatrixHasALimit) {
  const auto list = [](int n) {
    std::string text;
    for (int i = 1; i <= n; ++i) text += fmt::format("{}{}", i > 1 ? ", " : "", i);
    return "[" + text + "]";
  };
  const std::string sizes = "[data.source]\npart = \"sample/aa\"\nsize = " + list(10) + "\n";
  const std::string base = sizes + "[training]\nmax_steps = " + list(10) + "\n";
  EXPECT_THAT(expand(base + "train_batch_size = " + list(10) + "\n"), SizeIs(1000));
  EXPECT_THAT(error(base + "train_batch_size = " + list(11) + "\n"),
              HasSubstr("the sweep of 'a': expected at most 1000 combinations, found 10 of "
                        "max_steps x 11 of train_batch_size x 10 of size"));
  EXPECT_THAT(error(sizes + "[training]\nmax_steps = " + list(5000) + "\n"), HasSubstr("5000 of"));
}

TEST(VariantName, IsShortAndSafe) {
  EXPECT_EQ(variant_name({{"b", true}, {"a", 3}}), "a=3,b=true");
  const std::string odd = variant_name({{"path", "../x y"}});
  EXPECT_THAT(odd, ::testing::StartsWith("path=.._x_y-"));
  EXPECT_NE(odd, variant_name({{"path", "../x_y"}}));
  Json many = Json::object();
  for (int i = 0; i < 30; ++i) many[fmt::format("parameter_{:02}", i)] = i;
  const std::string cut = variant_name(many);
  EXPECT_THAT(cut, SizeIs(kMaxVariantName));
  many["parameter_29"] = 30;
  EXPECT_NE(variant_name(many), cut);
  EXPECT_EQ(variant_name(many).substr(0, 60), cut.substr(0, 60));
}

TEST(Sweep, WrittenOutItKeepsItsAxes) {
  const auto read = experiment(
      "[data.source]\npart = \"sample/aa\"\n[methods.a]\n[training]\nnum_train_epochs = [10, 3]\n");
  const auto& known = sdk::condition_parameters();
  EXPECT_EQ(first_of_axes(read.training, known, "training").values["num_train_epochs"], 3.0);
  EXPECT_EQ(with_axes(read.training, {{"num_train_epochs", 3.0}, {"max_steps", 0}}, known, "t"),
            Json::parse(R"({"num_train_epochs": [3.0, 10.0], "max_steps": 0})"));
}

}  // namespace
}  // namespace xner::flow
