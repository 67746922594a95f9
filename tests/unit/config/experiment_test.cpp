// An experiment file: shorthands, overrides, errors with places, and writing it back.
#include "harness/config/experiment.hpp"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"
#include "harness/config/suite.hpp"

namespace xner::config {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kShort =
    "encoder = \"random-tiny\"\nmethods = [\"wu_dredze\"]\n"
    "[data]\nsource = \"sample/aa\"\ntargets = [\"sample/cc\", \"sample/bb\"]\n";

class ExperimentFile : public ::testing::Test {
 protected:
  Experiment read(const std::string& toml, const std::vector<std::string>& overrides = {}) {
    write_file(file_, toml);
    return read_experiment(file_, overrides);
  }
  std::string error(const std::string& toml, const std::vector<std::string>& overrides = {}) {
    try {
      static_cast<void>(read(toml, overrides));
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }
  TemporaryFolder folder_;
  fs::path file_ = folder_.path() / "first.toml";
};

TEST_F(ExperimentFile, FillsDefaultsAndExpandsShorthands) {
  const Experiment experiment = read(kShort);
  EXPECT_EQ(experiment.name, "first");
  EXPECT_EQ(experiment.encoder, "random-tiny");
  EXPECT_THAT(experiment.seeds, ElementsAre(1U));
  EXPECT_EQ(experiment.selector, "last");
  EXPECT_THAT(experiment.selectors, ElementsAre("last"));
  EXPECT_EQ(experiment.source.train.reference, "sample/aa/train");
  EXPECT_EQ(experiment.source.dev->reference, "sample/aa/dev");
  EXPECT_FALSE(experiment.source.size);
  ASSERT_EQ(experiment.targets.size(), 2U);
  EXPECT_EQ(experiment.targets[0].name, "cc");
  EXPECT_EQ(experiment.targets[0].test.reference, "sample/cc/test");
  EXPECT_EQ(experiment.targets[1].dev->reference, "sample/bb/dev");
  EXPECT_FALSE(experiment.targets[1].unlabelled);
}

TEST_F(ExperimentFile, ReadsEveryTable) {
  const Experiment experiment = read(
      "name = \"all\"\nencoder = \"enc\"\nseeds = [3, 1]\nselector = \"best_source_dev\"\n"
      "selectors = [\"last\", \"best_source_dev\"]\n"
      "[methods.mulda]\nnum_train_epochs = 30\n[methods.concner]\n"
      "[data]\nroot = \"../data\"\n[data.source]\ntrain = \"uner/en_pud/test\"\ndev = "
      "\"uner/en_ewt/dev\"\n"
      "size = 500\nsample_seed = 4\n[data.targets.en]\ntest = \"uner/en_ewt/test\"\n"
      "unlabelled = \"uner/en_ewt/train\"\nunlabelled_size = 300\ntranslations = \"x/y/z\"\n"
      "[data.targets.en.files]\ndictionary = \"./d.txt\"\nplain = \"a/p.txt\"\n"
      "[training]\nlearning_rate = 5e-5\n[limits]\nstage_seconds = 60\nmemory_gib = "
      "1.5\ncheckpoint_seconds = 7\n");
  EXPECT_EQ(experiment.name, "all");
  EXPECT_EQ(experiment.encoder, (folder_.path() / "enc").string());
  EXPECT_EQ(experiment.data_root, (folder_.path().parent_path() / "data"));
  EXPECT_THAT(experiment.seeds, ElementsAre(3U, 1U));
  EXPECT_THAT(experiment.selectors, ElementsAre("best_source_dev", "last"));
  EXPECT_THAT(experiment.methods, ElementsAre("mulda", "concner"));
  EXPECT_EQ(experiment.method_tables.at("mulda").values["num_train_epochs"], 30);
  EXPECT_EQ(experiment.method_tables.at("mulda").places.at("num_train_epochs").line, 7U);
  EXPECT_EQ(experiment.source.size, 500);
  EXPECT_EQ(experiment.source.sample_seed, 4U);
  EXPECT_EQ(experiment.targets[0].unlabelled->reference, "uner/en_ewt/train");
  EXPECT_EQ(experiment.targets[0].unlabelled_size, 300);
  EXPECT_FALSE(experiment.targets[0].dev);
  // A path of the file's folder, or below the data root; both survive being written and read.
  const auto& files = experiment.targets[0].files;
  EXPECT_EQ(files.at("dictionary").path, (folder_.path() / "d.txt").string());
  EXPECT_EQ(files.at("plain").path, (experiment.data_root / "a/p.txt").string());
  const Experiment again = read(to_toml(experiment));
  EXPECT_EQ(again.targets[0].files.at("plain").path, files.at("plain").path);
  EXPECT_EQ(again.targets[0].files.size(), 2U);
  EXPECT_EQ(experiment.training.values["learning_rate"], 5e-5);
  EXPECT_EQ(experiment.limits.stage_seconds, 60);
  EXPECT_EQ(experiment.limits.memory_gib, 1.5);
  EXPECT_EQ(experiment.limits.checkpoint_seconds, 7);
}

TEST_F(ExperimentFile, OverridesReachInsideShorthands) {
  const Experiment experiment =
      read(kShort, {"seeds=1,2", "data.source.size=500", "training.max_steps=10",
                    "methods.wu_dredze.freeze_bottom=3", "data.targets.bb.dev=sample/aa/dev"});
  EXPECT_THAT(experiment.seeds, ElementsAre(1U, 2U));
  EXPECT_EQ(experiment.source.size, 500);
  EXPECT_EQ(experiment.source.train.reference, "sample/aa/train");
  EXPECT_EQ(experiment.training.values["max_steps"], 10);
  EXPECT_EQ(experiment.method_tables.at("wu_dredze").values["freeze_bottom"], 3);
  EXPECT_EQ(experiment.targets[1].dev->reference, "sample/aa/dev");
  EXPECT_THAT(read(kShort, {"data.targets=wikiann/de"}).targets[0].test.reference,
              "wikiann/de/test");
  EXPECT_EQ(read(kShort, {"data.source=wikiann/en", "data.source.size=7"}).source.size, 7);
}

TEST_F(ExperimentFile, MethodsAreChosenAmongTheTables) {
  const std::string two =
      "encoder = \"random-tiny\"\n[methods.a]\nx = 1\n[methods.b]\ny = 2\n[data]\nsource = "
      "\"sample/aa\"\ntargets = [\"sample/bb\"]\n";
  EXPECT_THAT(read(two).methods, ElementsAre("a", "b"));
  const Experiment chosen = read(two, {"methods=b", "methods.b.z=3"});
  EXPECT_THAT(chosen.methods, ElementsAre("b"));
  EXPECT_EQ(chosen.method_tables.at("b").values, Json::parse(R"({"y":2,"z":3})"));
  EXPECT_THAT(read(two, {"methods=c,a"}).methods, ElementsAre("c", "a"));
}

TEST_F(ExperimentFile, TypedPathsBelongToTheCurrentFolder) {
  EXPECT_EQ(read(kShort, {"encoder=enc"}).encoder, (fs::current_path() / "enc").string());
  EXPECT_EQ(read(kShort, {"encoder=random:c.json"}).encoder,
            "random:" + (fs::current_path() / "c.json").string());
  EXPECT_EQ(read(kShort, {"encoder=hf:a/b"}).encoder, "hf:a/b");
  EXPECT_EQ(read(kShort, {"data.source.train=./own.conll"}).source.train.reference,
            (fs::current_path() / "own.conll").string());
  EXPECT_EQ(read(kShort, {"data.root=d"}).data_root, fs::current_path() / "d");
}

TEST_F(ExperimentFile, ErrorsNamePlaceAndNearestKey) {
  const std::string file = file_.string();
  EXPECT_EQ(error("seed = [1]\n" + kShort),
            file + ":1:1: unknown key 'seed' (did you mean 'seeds'?)");
  EXPECT_THAT(error(kShort, {"data.source.sise=5"}),
              HasSubstr("command line: unknown key 'data.source.sise' (did you mean 'size'?)"));
  EXPECT_THAT(error(kShort + "[data.targetz]\n"), HasSubstr("did you mean 'targets'?"));
  EXPECT_THAT(error(kShort, {"selector=lats"}), HasSubstr("did you mean 'last'?"));
  EXPECT_THAT(error(kShort + "size = [500, 1000]\n", {}), HasSubstr("unknown key 'data.size'"));
  EXPECT_THAT(error(kShort, {"data.source.size=500,many"}),
              HasSubstr("data.source.size: expected an integer, found the string 'many'"));
  EXPECT_THAT(error(kShort, {"seeds=1,1"}), HasSubstr("twice"));
  EXPECT_THAT(error(kShort, {"data.targets=sample/bb,other/bb"}),
              HasSubstr("two targets are named 'bb'"));
  EXPECT_THAT(error(kShort, {"data.targets=bb"}), HasSubstr("<family>/<part>"));
  EXPECT_THAT(error(kShort, {"data.source=./en"}),
              HasSubstr("data.source.part: expected \"<family>/<part>\", found the path './en'"));
  EXPECT_THAT(error(kShort, {"data.targets=../bb"}), HasSubstr("found the path '../bb'"));
  EXPECT_THAT(error(kShort, {"name=../evil"}), HasSubstr("command line: name: expected letters"));
  EXPECT_THAT(error("methods = [\"a\"]\n"), HasSubstr("expected 'encoder'"));
  EXPECT_THAT(error("encoder = \"e\"\n[data]\n"), HasSubstr("at least one method"));
  EXPECT_THAT(error("encoder = 5\n"),
              HasSubstr(":1:1: encoder: expected a string, found the integer 5"));
  EXPECT_THAT(error("encoder = \"e\"\nmethods = [\"m\"]\nselector = \"best_source_dev\"\n[data]\n"
                    "source.train = \"a/b/c\"\ntargets = [\"a/d\"]\n"),
              HasSubstr("expected 'dev' in data.source"));
  EXPECT_THAT(error(kShort, {"limits.stage_seconds=-1"}), HasSubstr("from 0"));
}

TEST_F(ExperimentFile, WrittenBackItReadsEqual) {
  const Experiment first =
      read(kShort, {"name=x.y", "training.learning_rate=1e-05", "training.max_steps=10",
                    "data.source.size=3", "training.device=\"c\\\"\\\\pu\"",
                    "methods.wu_dredze.freeze_bottom=3", "selectors=target_dev",
                    "training.adam_beta1=1.0", "data.targets.bb.test=a/b/c"});
  const std::string toml = to_toml(first);
  const Experiment second = experiment_from(parse_toml(toml, "again.toml"), "other");
  EXPECT_EQ(to_toml(second), toml);
  EXPECT_EQ(second.name, "x.y");
  EXPECT_EQ(second.training.values, first.training.values);
  EXPECT_TRUE(second.training.values["adam_beta1"].is_number_float());
  EXPECT_EQ(second.method_tables.at("wu_dredze").values,
            first.method_tables.at("wu_dredze").values);
  EXPECT_EQ(second.data_root, first.data_root);
  EXPECT_EQ(second.targets.size(), first.targets.size());
}

TEST_F(ExperimentFile, ListsOfASweepAreKept) {
  const Experiment typed =
      read(kShort, {"training.learning_rate=1e-5,5e-5", "data.source.size=500,1000",
                    "data.source.sample_seed=2,1", "methods.wu_dredze.freeze_bottom=-1,0",
                    "sweep.choose=source_dev"});
  EXPECT_EQ(typed.training.values["learning_rate"], Json::parse("[1e-5, 5e-5]"));
  EXPECT_EQ(typed.method_tables.at("wu_dredze").values["freeze_bottom"], Json::parse("[-1, 0]"));
  EXPECT_FALSE(typed.source.size);
  EXPECT_THAT(typed.source.sizes, ElementsAre(500, 1000));
  EXPECT_THAT(typed.source.sample_seeds, ElementsAre(2U, 1U));
  EXPECT_EQ(typed.sweep.choose, "source_dev");
  const Experiment written = read(
      "encoder = \"random-tiny\"\n[data]\n[data.source]\npart = "
      "\"sample/aa\"\nsize = [500, 1000]\nsample_seed = [2, 1]\n[data.targets]\ncc.part = "
      "\"sample/cc\"\nbb.part = \"sample/bb\"\n[training]\nlearning_rate = [1e-5, 5e-5]\n"
      "[methods.wu_dredze]\nfreeze_bottom = [-1, 0]\n[sweep]\nchoose = \"source_dev\"\n");
  EXPECT_EQ(to_toml(written), to_toml(typed));
  EXPECT_EQ(to_toml(experiment_from(parse_toml(to_toml(typed), "again.toml"), "x")),
            to_toml(typed));
}

TEST_F(ExperimentFile, ASweepThatIsNoneIsRefused) {
  EXPECT_THAT(error(kShort, {"data.source.size=500,500"}), HasSubstr("found one twice"));
  EXPECT_THAT(error(kShort, {"data.source.size=[]"}), HasSubstr("found an empty list"));
  EXPECT_THAT(error(kShort, {"data.source.size=500,0"}), HasSubstr("from 1 to"));
  EXPECT_THAT(error(kShort, {"sweep.choose=target_test"}),
              HasSubstr("sweep.choose: expected \"source_dev\", found 'target_test'"));
  EXPECT_THAT(error(kShort, {"sweep.chose=source_dev"}), HasSubstr("did you mean 'choose'?"));
  EXPECT_THAT(error("encoder = \"e\"\nmethods = [\"m\"]\n[sweep]\nchoose = \"source_dev\"\n"
                    "[data]\nsource.train = \"a/b/c\"\ntargets = [\"a/d\"]\n"),
              HasSubstr(":4:1: sweep.choose = \"source_dev\": expected 'dev' in data.source"));
}

TEST_F(ExperimentFile, TheDataFolderComesFromTheEnvironment) {
  ::setenv("XNER_DATA", "/some/where", 1);
  EXPECT_EQ(read(kShort).data_root, "/some/where");
  ::unsetenv("XNER_DATA");
  EXPECT_EQ(read(kShort).data_root, fs::current_path() / "data");
}

}  // namespace
}  // namespace xner::config
