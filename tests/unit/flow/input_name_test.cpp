// Names of inputs: every form, samples, and what has no form.
#include "harness/flow/input_name.hpp"

#include <string>
#include <utility>

#include <gmock/gmock.h>

namespace xner::flow {
namespace {

using enum InputKind;

TEST(InputName, EveryFormOfAPlan) {
  EXPECT_EQ(parse_input_name("encoder").kind, kEncoder);
  EXPECT_EQ(parse_input_name("data:source/train").kind, kSourceTrain);
  EXPECT_EQ(parse_input_name("data:source/dev").kind, kSourceDev);
  for (const auto& [split, kind] :
       {std::pair{"test", kTest}, std::pair{"dev", kDev}, std::pair{"unlabelled", kUnlabelled}}) {
    const InputName name = parse_input_name(std::string("data:target/de/") + split);
    EXPECT_EQ(name.kind, kind);
    EXPECT_EQ(name.target, "de");
    EXPECT_FALSE(name.sample);
  }
  const InputName translations = parse_input_name("data:translations/de/train");
  EXPECT_EQ(translations.kind, kTranslations);
  EXPECT_EQ(translations.target, "de");
  const InputName file = parse_input_name("data:files/de/dictionary");
  EXPECT_EQ(file.kind, kFile);
  EXPECT_EQ(file.target, "de");
  EXPECT_EQ(file.file, "dictionary");
}

TEST(InputName, Samples) {
  EXPECT_EQ(parse_input_name("data:source/train#500.7").sample, (Sample{500, 7}));
  EXPECT_EQ(parse_input_name("data:source/train#full.7").sample, (Sample{std::nullopt, 7}));
  EXPECT_EQ(parse_input_name("data:translations/de/train#20.1").sample, (Sample{20, 1}));
  EXPECT_EQ(parse_input_name("data:target/de/unlabelled#3").sample, (Sample{std::nullopt, 3}));
}

TEST(InputName, AHashOutsideOfASampleIsPartOfAName) {
  EXPECT_EQ(parse_input_name("data:translations/c#/train").target, "c#");
  EXPECT_EQ(parse_input_name("data:target/c#/test").target, "c#");
  EXPECT_EQ(parse_input_name("data:files/de/words#2").file, "words#2");
}

TEST(InputName, AnythingElseIsUnknown) {
  for (const char* name :
       {"", "data:", "data:nothing", "data:source/test", "data:source/train#",
        "data:source/train#x", "data:source/train#5", "data:source/train#-5.1",
        "data:source/train#5.x", "data:source/train#99999999999999999999.1", "data:source/dev#5.1",
        "data:target/de", "data:target/de/train", "data:target/de/test#1",
        "data:target/de/unlabelled#x", "data:translations/de/test", "data:files/de", "encoder#1"})
    EXPECT_EQ(parse_input_name(name).kind, kUnknown) << name;
}

TEST(InputName, InSampleNamesWhatASweepChanges) {
  config::Source swept, one;
  one.size = 20;
  EXPECT_EQ(in_sample("data:source/train", swept, one), "data:source/train");
  swept.sizes = {20, 40};
  EXPECT_EQ(in_sample("data:source/train", swept, one), "data:source/train#20.1");
  EXPECT_EQ(in_sample("data:translations/de/train", swept, one), "data:translations/de/train#20.1");
  EXPECT_EQ(in_sample("data:target/de/unlabelled", swept, one), "data:target/de/unlabelled");
  swept.sample_seeds = {1, 2};
  one.sample_seed = 2;
  EXPECT_EQ(in_sample("data:target/de/unlabelled", swept, one), "data:target/de/unlabelled#2");
  EXPECT_EQ(in_sample("data:target/de/test", swept, one), "data:target/de/test");
  EXPECT_EQ(in_sample("data:source/dev", swept, one), "data:source/dev");
  EXPECT_EQ(in_sample("data:source/train#5.1", swept, one), "data:source/train#5.1");
  one.size.reset();
  EXPECT_EQ(in_sample("data:source/train", swept, one), "data:source/train#full.2");
}

}  // namespace
}  // namespace xner::flow
