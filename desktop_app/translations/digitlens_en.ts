<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
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
        <name>PrivacyPage</name>
        <message numerus="yes">
            <source>%n log file(s) deleted.</source>
            <translation>
                <numerusform>%n log file deleted.</numerusform>
                <numerusform>%n log files deleted.</numerusform>
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
