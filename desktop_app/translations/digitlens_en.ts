<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
    <context>
        <name>AdaptCard</name>
        <message numerus="yes">
            <source>You have taught %n digit(s).</source>
            <translation>
                <numerusform>You have taught %n digit.</numerusform>
                <numerusform>You have taught %n digits.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n of them are new since the last adapting.</source>
            <translation>
                <numerusform>%n of them is new since the last adapting.</numerusform>
                <numerusform>%n of them are new since the last adapting.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Banner</name>
        <message numerus="yes">
            <source>{problem} (%n times)</source>
            <translation>
                <numerusform>{problem} (%n times)</numerusform>
                <numerusform>{problem} (%n times)</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>BatchDialog</name>
        <message numerus="yes">
            <source>%n second(s)</source>
            <translation>
                <numerusform>%n second</numerusform>
                <numerusform>%n seconds</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n minute(s)</source>
            <translation>
                <numerusform>%n minute</numerusform>
                <numerusform>%n minutes</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n hour(s)</source>
            <translation>
                <numerusform>%n hour</numerusform>
                <numerusform>%n hours</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n picture(s) read into {name}.</source>
            <translation>
                <numerusform>%n picture read into {name}.</numerusform>
                <numerusform>%n pictures read into {name}.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Cancelled; %n picture(s) read so far are in {name}.</source>
            <translation>
                <numerusform>Cancelled; %n picture read so far is in {name}.</numerusform>
                <numerusform>Cancelled; %n pictures read so far are in {name}.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n file(s) could not be read:</source>
            <translation>
                <numerusform>%n file could not be read:</numerusform>
                <numerusform>%n files could not be read:</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Corrections</name>
        <message numerus="yes">
            <source>Learnt: this is no digit (%n samples). Retrain: Settings &gt; Model.</source>
            <translation>
                <numerusform>Learnt: this is no digit (%n sample). Retrain: Settings &gt; Model.</numerusform>
                <numerusform>Learnt: this is no digit (%n samples). Retrain: Settings &gt; Model.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Learnt: this is {digits} (%n samples). Retrain: Settings &gt; Model.</source>
            <translation>
                <numerusform>Learnt: this is {digits} (%n sample). Retrain: Settings &gt; Model.</numerusform>
                <numerusform>Learnt: this is {digits} (%n samples). Retrain: Settings &gt; Model.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Undone: it is forgotten again (%n samples).</source>
            <translation>
                <numerusform>Undone: it is forgotten again (%n sample).</numerusform>
                <numerusform>Undone: it is forgotten again (%n samples).</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>There are %n new samples of your hand: the model can adapt to it now.</source>
            <translation>
                <numerusform>There is %n new sample of your hand: the model can adapt to it now.</numerusform>
                <numerusform>There are %n new samples of your hand: the model can adapt to it now.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>HistoryDialog</name>
        <message numerus="yes">
            <source>%n model(s) deleted.</source>
            <translation>
                <numerusform>%n model deleted.</numerusform>
                <numerusform>%n models deleted.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Delete %n model(s)?</source>
            <translation>
                <numerusform>Delete %n model?</numerusform>
                <numerusform>Delete %n models?</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PlanForm</name>
        <message numerus="yes">
            <source>{optimizer}, at most %n epoch(s), {batch} digits a step</source>
            <translation>
                <numerusform>{optimizer}, at most %n epoch, {batch} digits a step</numerusform>
                <numerusform>{optimizer}, at most %n epochs, {batch} digits a step</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PrivacyPage</name>
        <message numerus="yes">
            <source>%n sample(s): small cut-outs of digits that you corrected or wrote, with what they are. Nothing else of a picture is kept.</source>
            <translation>
                <numerusform>%n sample: a small cut-out of a digit that you corrected or wrote, with what it is. Nothing else of a picture is kept.</numerusform>
                <numerusform>%n samples: small cut-outs of digits that you corrected or wrote, with what they are. Nothing else of a picture is kept.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n log file(s) deleted.</source>
            <translation>
                <numerusform>%n log file deleted.</numerusform>
                <numerusform>%n log files deleted.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Samples</name>
        <message numerus="yes">
            <source>%n samples are selected.</source>
            <translation>
                <numerusform>%n sample is selected.</numerusform>
                <numerusform>%n samples are selected.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Mark %n sample(s) as no digit</source>
            <translation>
                <numerusform>Mark %n sample as no digit</numerusform>
                <numerusform>Mark %n samples as no digit</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Mark %n sample(s) as {digit}</source>
            <translation>
                <numerusform>Mark %n sample as {digit}</numerusform>
                <numerusform>Mark %n samples as {digit}</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Delete %n sample(s)</source>
            <translation>
                <numerusform>Delete %n sample</numerusform>
                <numerusform>Delete %n samples</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Import %n sample(s)</source>
            <translation>
                <numerusform>Import %n sample</numerusform>
                <numerusform>Import %n samples</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n sample(s) were added.</source>
            <translation>
                <numerusform>%n sample was added.</numerusform>
                <numerusform>%n samples were added.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n were there already.</source>
            <translation>
                <numerusform>%n was there already.</numerusform>
                <numerusform>%n were there already.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n picture(s) could not be used, such as {name}: {reason}.</source>
            <translation>
                <numerusform>%n picture could not be used: {name}: {reason}.</numerusform>
                <numerusform>%n pictures could not be used, such as {name}: {reason}.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n sample(s) were saved in {place}.</source>
            <translation>
                <numerusform>%n sample was saved in {place}.</numerusform>
                <numerusform>%n samples were saved in {place}.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Delete all %n sample(s) of your handwriting?</source>
            <translation>
                <numerusform>Delete the %n sample of your handwriting?</numerusform>
                <numerusform>Delete all %n samples of your handwriting?</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n sample(s) were deleted, and their file with them.</source>
            <translation>
                <numerusform>%n sample was deleted, and its file with it.</numerusform>
                <numerusform>%n samples were deleted, and their file with them.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>TrainingPanel</name>
        <message numerus="yes">
            <source>Nothing was heard of the training for %n second(s). It may still go on; if not, cancel it.</source>
            <translation>
                <numerusform>Nothing was heard of the training for %n second. It may still go on; if not, cancel it.</numerusform>
                <numerusform>Nothing was heard of the training for %n seconds. It may still go on; if not, cancel it.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>TrainingProgress</name>
        <message numerus="yes">
            <source>Training begins: %n epoch(s) at most.</source>
            <translation>
                <numerusform>Training begins: %n epoch at most.</numerusform>
                <numerusform>Training begins: %n epochs at most.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>about %n minute(s)</source>
            <translation>
                <numerusform>about %n minute</numerusform>
                <numerusform>about %n minutes</numerusform>
            </translation>
        </message>
    </context>
</TS>
