<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
    <context>
        <name>AboutDialog</name>
        <message>
            <source>Nothing leaves this machine: no frame and no digit is sent anywhere, and none is written to disk unless you ask for it.</source>
            <translation>Nichts verlässt diesen Rechner: kein Bild und keine Ziffer wird irgendwohin gesendet, und nichts davon wird ungefragt gespeichert.</translation>
        </message>
        <message>
            <source>not installed</source>
            <translation>nicht installiert</translation>
        </message>
        <message>
            <source>no licence told</source>
            <translation>keine Lizenz angegeben</translation>
        </message>
        <message>
            <source>{licence}; {count} pictures</source>
            <translation>{licence}; {count} Bilder</translation>
        </message>
        <message>
            <source>About DigitLens</source>
            <translation>Über DigitLens</translation>
        </message>
        <message>
            <source>DigitLens is free software under the GNU General Public License, version 3 or later, and comes without any warranty.</source>
            <translation>DigitLens ist freie Software unter der GNU General Public License, Version 3 oder später, und kommt ohne jede Gewährleistung.</translation>
        </message>
        <message>
            <source>The log tells of events and errors, never of pictures: {folder}</source>
            <translation>Das Log nennt Ereignisse und Fehler, nie Bilder: {folder}</translation>
        </message>
        <message>
            <source>Reads handwritten digits live from a camera, from pictures and video.</source>
            <translation>Liest handgeschriebene Ziffern live von einer Kamera, aus Bildern und Videos.</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>No model could be loaded.</source>
            <translation>Es konnte kein Modell geladen werden.</translation>
        </message>
        <message>
            <source>Data that the model learnt from</source>
            <translation>Daten, aus denen das Modell gelernt hat</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>Lizenz</translation>
        </message>
        <message>
            <source>Made with</source>
            <translation>Erstellt mit</translation>
        </message>
    </context>
    <context>
        <name>AdaptCard</name>
        <message>
            <source>Adapt to my hand</source>
            <translation>An meine Handschrift anpassen</translation>
        </message>
        <message>
            <source>Samples of my hand</source>
            <translation>Proben meiner Handschrift</translation>
        </message>
        <message>
            <source>&amp;Adapt to My Hand</source>
            <translation>An &amp;meine Handschrift anpassen</translation>
        </message>
        <message>
            <source>M&amp;y Samples…</source>
            <translation>M&amp;eine Schriftproben…</translation>
        </message>
        <message>
            <source>My samples</source>
            <translation>Meine Schriftproben</translation>
        </message>
        <message>
            <source>Shows all samples: to correct or delete them.</source>
            <translation>Zeigt alle Schriftproben, um sie zu berichtigen oder zu löschen.</translation>
        </message>
        <message>
            <source>&amp;Teach Me Your Hand…</source>
            <translation>&amp;Handschrift beibringen…</translation>
        </message>
        <message>
            <source>Teach me your hand</source>
            <translation>Handschrift beibringen</translation>
        </message>
        <message>
            <source>A sheet to write and hold up: a hundred samples in two minutes.</source>
            <translation>Ein Blatt schreiben und zeigen: hundert Schriftproben in zwei Minuten.</translation>
        </message>
        <message>
            <source>The model in use learns your samples, in the background.</source>
            <translation>Das verwendete Modell lernt die Schriftproben, im Hintergrund.</translation>
        </message>
        <message>
            <source>The last time it took {time}.</source>
            <translation>Das letzte Mal dauerte es {time}.</translation>
        </message>
        <message>
            <source>It takes a minute or two.</source>
            <translation>Es dauert ein bis zwei Minuten.</translation>
        </message>
        <message>
            <source>The new model is used only if it reads other digits no worse, and can be undone.</source>
            <translation>Das neue Modell wird nur verwendet, wenn es andere Ziffern nicht schlechter liest, und das lässt sich rückgängig machen.</translation>
        </message>
        <message>
            <source>There are no samples of your hand yet: select a digit in the picture and press the key of what it is, or write a sheet with “Teach Me Your Hand”.</source>
            <translation>Noch gibt es keine Schriftproben: eine Ziffer im Bild auswählen und die Taste drücken, die sie ist, oder mit „Handschrift beibringen“ ein Blatt schreiben.</translation>
        </message>
        <message numerus="yes">
            <source>You have taught %n digit(s).</source>
            <translation>
                <numerusform>%n Ziffer ist beigebracht.</numerusform>
                <numerusform>%n Ziffern sind beigebracht.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n of them are new since the last adapting.</source>
            <translation>
                <numerusform>%n davon ist neu seit dem letzten Anpassen.</numerusform>
                <numerusform>%n davon sind neu seit dem letzten Anpassen.</numerusform>
            </translation>
        </message>
        <message>
            <source>No model has learnt them by adapting yet.</source>
            <translation>Noch wurde kein Modell daran angepasst.</translation>
        </message>
    </context>
    <context>
        <name>AppearancePage</name>
        <message>
            <source>Window</source>
            <translation>Fenster</translation>
        </message>
        <message>
            <source>Another language takes effect when DigitLens is started again.</source>
            <translation>Eine andere Sprache gilt ab dem nächsten Start von DigitLens.</translation>
        </message>
        <message>
            <source>Over the picture</source>
            <translation>Über dem Bild</translation>
        </message>
    </context>
    <context>
        <name>AugmentationPreview</name>
        <message>
            <source>Vary Anew</source>
            <translation>Neu variieren</translation>
        </message>
        <message>
            <source>Vary anew</source>
            <translation>Neu variieren</translation>
        </message>
        <message>
            <source>Varies these digits in another way by chance.</source>
            <translation>Variiert diese Ziffern zufällig auf andere Weise.</translation>
        </message>
        <message>
            <source>Preview of the varied digits</source>
            <translation>Vorschau der variierten Ziffern</translation>
        </message>
        <message>
            <source>Each epoch sees the digits as they are:</source>
            <translation>Jede Epoche sieht die Ziffern, wie sie sind:</translation>
        </message>
        <message>
            <source>Your digits, and below them what two epochs might see:</source>
            <translation>Eigene Ziffern, und darunter, was zwei Epochen sehen könnten:</translation>
        </message>
        <message>
            <source>Digits as they are, and below them what two epochs might see:</source>
            <translation>Ziffern, wie sie sind, und darunter, was zwei Epochen sehen könnten:</translation>
        </message>
    </context>
    <context>
        <name>Banner</name>
        <message>
            <source>Notice</source>
            <translation>Hinweis</translation>
        </message>
        <message numerus="yes">
            <source>{problem} (%n times)</source>
            <translation>
                <numerusform>{problem} (%n-mal)</numerusform>
                <numerusform>{problem} (%n-mal)</numerusform>
            </translation>
        </message>
        <message>
            <source>Close notice</source>
            <translation>Hinweis schließen</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <source>Closes this notice</source>
            <translation>Schließt diesen Hinweis</translation>
        </message>
    </context>
    <context>
        <name>BatchDialog</name>
        <message>
            <source>Read Folder to CSV</source>
            <translation>Ordner in CSV-Tabelle lesen</translation>
        </message>
        <message>
            <source>There is no folder {folder}; choose another one.</source>
            <translation>Den Ordner {folder} gibt es nicht; einen anderen wählen.</translation>
        </message>
        <message>
            <source>Ending…</source>
            <translation>Wird beendet…</translation>
        </message>
        <message>
            <source>Choose…</source>
            <translation>Auswählen…</translation>
        </message>
        <message>
            <source>Choose the folder</source>
            <translation>Ordner auswählen</translation>
        </message>
        <message>
            <source>Choose the file</source>
            <translation>Datei auswählen</translation>
        </message>
        <message>
            <source>With all folders &amp;in it</source>
            <translation>Mit &amp;allen Unterordnern</translation>
        </message>
        <message>
            <source>Reads the pictures in the folders below too; hidden ones are left out.</source>
            <translation>Liest auch die Bilder in den Ordnern darunter; versteckte werden ausgelassen.</translation>
        </message>
        <message>
            <source>Picture, with its numbers</source>
            <translation>jedes Bild, mit seinen Zahlen</translation>
        </message>
        <message>
            <source>Digit, with its place</source>
            <translation>jede Ziffer, mit ihrem Ort</translation>
        </message>
        <message>
            <source>Progress</source>
            <translation>Fortschritt</translation>
        </message>
        <message>
            <source>&amp;Read</source>
            <translation>&amp;Lesen</translation>
        </message>
        <message>
            <source>The folder with the pictures</source>
            <translation>Der Ordner mit den Bildern</translation>
        </message>
        <message>
            <source>&amp;Folder</source>
            <translation>&amp;Ordner</translation>
        </message>
        <message>
            <source>The table, a file that every spreadsheet opens</source>
            <translation>Die Tabelle; jede Tabellenkalkulation kann sie öffnen</translation>
        </message>
        <message>
            <source>&amp;Save as</source>
            <translation>&amp;Speichern als</translation>
        </message>
        <message>
            <source>Whether a row of the table has all numbers of a picture, or one digit</source>
            <translation>Ob eine Zeile der Tabelle alle Zahlen eines Bildes enthält oder eine Ziffer</translation>
        </message>
        <message>
            <source>&amp;One row for each</source>
            <translation>Eine &amp;Zeile für</translation>
        </message>
        <message>
            <source>Save Table</source>
            <translation>Tabelle speichern</translation>
        </message>
        <message>
            <source>Table for spreadsheets (*.csv)</source>
            <translation>Tabelle für Tabellenkalkulationen (*.csv)</translation>
        </message>
        <message>
            <source>There is a file {name} already. Should it be replaced?</source>
            <translation>Die Datei {name} gibt es schon. Soll sie ersetzt werden?</translation>
        </message>
        <message>
            <source>&amp;Replace</source>
            <translation>E&amp;rsetzen</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <source>Looking for pictures…</source>
            <translation>Bilder werden gesucht…</translation>
        </message>
        <message>
            <source>{done} of {total} pictures read.</source>
            <translation>{done} von {total} Bildern gelesen.</translation>
        </message>
        <message>
            <source>{done} of {total} pictures read; about {time} left.</source>
            <translation>{done} von {total} Bildern gelesen; noch etwa {time}.</translation>
        </message>
        <message numerus="yes">
            <source>%n second(s)</source>
            <translation>
                <numerusform>%n Sekunde</numerusform>
                <numerusform>%n Sekunden</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n minute(s)</source>
            <translation>
                <numerusform>%n Minute</numerusform>
                <numerusform>%n Minuten</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n hour(s)</source>
            <translation>
                <numerusform>%n Stunde</numerusform>
                <numerusform>%n Stunden</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n picture(s) read into {name}.</source>
            <translation>
                <numerusform>%n Bild in {name} gelesen.</numerusform>
                <numerusform>%n Bilder in {name} gelesen.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Cancelled; %n picture(s) read so far are in {name}.</source>
            <translation>
                <numerusform>Abgebrochen; %n bisher gelesenes Bild steht in {name}.</numerusform>
                <numerusform>Abgebrochen; %n bisher gelesene Bilder stehen in {name}.</numerusform>
            </translation>
        </message>
        <message>
            <source>Cancelled; nothing was read or written.</source>
            <translation>Abgebrochen; nichts wurde gelesen oder geschrieben.</translation>
        </message>
        <message>
            <source>There are no pictures in {folder}; choose another one.</source>
            <translation>In {folder} sind keine Bilder; einen anderen Ordner wählen.</translation>
        </message>
        <message>
            <source>{name} could not be written ({reason}); choose another place.</source>
            <translation>{name} konnte nicht geschrieben werden ({reason}); einen anderen Ort wählen.</translation>
        </message>
        <message>
            <source>Reading the folder failed; the log says why.</source>
            <translation>Das Lesen des Ordners ist gescheitert; das Log nennt den Grund.</translation>
        </message>
        <message numerus="yes">
            <source>%n file(s) could not be read:</source>
            <translation>
                <numerusform>%n Datei konnte nicht gelesen werden:</numerusform>
                <numerusform>%n Dateien konnten nicht gelesen werden:</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>CameraMenu</name>
        <message>
            <source>&amp;Camera</source>
            <translation>&amp;Kamera</translation>
        </message>
        <message>
            <source>No camera found</source>
            <translation>Keine Kamera gefunden</translation>
        </message>
        <message>
            <source>Shows {name}</source>
            <translation>Zeigt {name}</translation>
        </message>
    </context>
    <context>
        <name>CameraPage</name>
        <message>
            <source>No camera is connected; a file or a stream can be opened meanwhile.</source>
            <translation>Keine Kamera ist angeschlossen; inzwischen kann eine Datei oder ein Stream geöffnet werden.</translation>
        </message>
        <message>
            <source>First camera found</source>
            <translation>Erste gefundene Kamera</translation>
        </message>
        <message>
            <source>Camera chosen before (not connected)</source>
            <translation>Zuvor gewählte Kamera (nicht angeschlossen)</translation>
        </message>
        <message>
            <source>This camera lets nobody choose that.</source>
            <translation>Das lässt sich bei dieser Kamera nicht einstellen.</translation>
        </message>
        <message>
            <source>As the camera likes</source>
            <translation>Wie die Kamera es vorgibt</translation>
        </message>
        <message>
            <source>As the camera likes ({width} × {height})</source>
            <translation>Wie die Kamera es vorgibt ({width} × {height})</translation>
        </message>
        <message>
            <source>{width} × {height}</source>
            <translation>{width} × {height}</translation>
        </message>
    </context>
    <context>
        <name>ChoicePage</name>
        <message>
            <source>Training</source>
            <translation>Training</translation>
        </message>
        <message>
            <source>Model in use</source>
            <translation>Verwendetes Modell</translation>
        </message>
        <message>
            <source>&amp;Models…</source>
            <translation>M&amp;odelle…</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>Modelle</translation>
        </message>
        <message>
            <source>All models that were made here, and the one that came with DigitLens.</source>
            <translation>Alle Modelle, die hier entstanden sind, und das mitgelieferte.</translation>
        </message>
        <message>
            <source>Train a new model</source>
            <translation>Neues Modell trainieren</translation>
        </message>
        <message>
            <source>S&amp;tart Training</source>
            <translation>&amp;Training starten</translation>
        </message>
        <message>
            <source>Start training</source>
            <translation>Training starten</translation>
        </message>
        <message>
            <source>Trains a new model in the background.</source>
            <translation>Trainiert ein neues Modell, im Hintergrund.</translation>
        </message>
    </context>
    <context>
        <name>ClassList</name>
        <message>
            <source>Digit</source>
            <translation>Ziffer</translation>
        </message>
        <message>
            <source>{name} ({count})</source>
            <translation>{name} ({count})</translation>
        </message>
        <message>
            <source>All</source>
            <translation>Alle</translation>
        </message>
        <message>
            <source>No digit</source>
            <translation>Keine Ziffer</translation>
        </message>
    </context>
    <context>
        <name>ClipRecorder</name>
        <message>
            <source>{name} could not be saved; the log says why.</source>
            <translation>{name} konnte nicht gespeichert werden; das Log nennt den Grund.</translation>
        </message>
        <message>
            <source>Nothing was read while it was recorded: there is no clip.</source>
            <translation>Während der Aufnahme wurde nichts gelesen: Es gibt keinen Clip.</translation>
        </message>
        <message>
            <source>The disk is nearly full: the recording was ended, and what there is of it is saved as {name}.</source>
            <translation>Der Datenträger ist fast voll: Die Aufnahme wurde beendet, und was es von ihr gibt, ist als {name} gespeichert.</translation>
        </message>
    </context>
    <context>
        <name>ComparisonView</name>
        <message>
            <source>Details</source>
            <translation>Einzelheiten</translation>
        </message>
        <message>
            <source>Difference</source>
            <translation>Unterschied</translation>
        </message>
    </context>
    <context>
        <name>ConfirmPage</name>
        <message>
            <source>Is each digit in its column? Click one to take it out, or to put it back; by key, go there with the arrows and press Space, or the digit that it is. A small figure in a corner is what the model reads now, where it is wrong.</source>
            <translation>Steht jede Ziffer in ihrer Spalte? Ein Klick nimmt eine heraus oder wieder hinein; per Tastatur: mit den Pfeiltasten hingehen und die Leertaste drücken, oder die Ziffer, die es ist. Eine kleine Ziffer in einer Ecke ist, was das Modell jetzt liest, wo es sich irrt.</translation>
        </message>
    </context>
    <context>
        <name>Corrections</name>
        <message numerus="yes">
            <source>Learnt: this is no digit (%n samples). Retrain: Settings &gt; Model.</source>
            <translation>
                <numerusform>Gemerkt: Das ist keine Ziffer (%n Schriftprobe). Neu trainieren: Einstellungen &gt; Modell.</numerusform>
                <numerusform>Gemerkt: Das ist keine Ziffer (%n Schriftproben). Neu trainieren: Einstellungen &gt; Modell.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Learnt: this is {digits} (%n samples). Retrain: Settings &gt; Model.</source>
            <translation>
                <numerusform>Gemerkt: Das ist {digits} (%n Schriftprobe). Neu trainieren: Einstellungen &gt; Modell.</numerusform>
                <numerusform>Gemerkt: Das ist {digits} (%n Schriftproben). Neu trainieren: Einstellungen &gt; Modell.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Undone: it is forgotten again (%n samples).</source>
            <translation>
                <numerusform>Rückgängig gemacht: Das ist wieder vergessen (%n Schriftprobe).</numerusform>
                <numerusform>Rückgängig gemacht: Das ist wieder vergessen (%n Schriftproben).</numerusform>
            </translation>
        </message>
        <message>
            <source>That is no digit already, as you said.</source>
            <translation>Das ist schon als „keine Ziffer“ angegeben.</translation>
        </message>
        <message>
            <source>That is {digit} already, as you said.</source>
            <translation>Das ist schon als {digit} angegeben.</translation>
        </message>
        <message>
            <source>“This Is No Digit”</source>
            <translation>„Das ist keine Ziffer“</translation>
        </message>
        <message>
            <source>“This Is {digits}”</source>
            <translation>„Das ist {digits}“</translation>
        </message>
        <message>
            <source>Select a digit first: click it, or go to it with the arrow keys.</source>
            <translation>Zuerst eine Ziffer auswählen: anklicken oder mit den Pfeiltasten hingehen.</translation>
        </message>
        <message>
            <source>There is no ink in this box; draw it around the whole digit.</source>
            <translation>In diesem Rahmen ist keine Tinte; ihn um die ganze Ziffer zeichnen.</translation>
        </message>
        <message>
            <source>Draw a box around the digit first, then press its key.</source>
            <translation>Zuerst einen Rahmen um die Ziffer zeichnen, dann ihre Taste drücken.</translation>
        </message>
        <message>
            <source>Press the key of the digit in the box, 0 to 9; Esc ends.</source>
            <translation>Die Taste der Ziffer im Rahmen drücken, 0 bis 9; Esc beendet es.</translation>
        </message>
        <message>
            <source>“{text}” is of another length than what was read ({typed} digits for {read}): type as many as were read. Mark a missed digit with M; select what is none and press Delete.</source>
            <translation>„{text}“ ist anders lang als das Gelesene ({typed} statt {read} Ziffern): so viele eingeben, wie gelesen wurden. Eine übersehene Ziffer mit M markieren; was keine ist, auswählen und Entf drücken.</translation>
        </message>
        <message numerus="yes">
            <source>There are %n new samples of your hand: the model can adapt to it now.</source>
            <translation>
                <numerusform>Es gibt %n neue Schriftprobe: Das Modell lässt sich jetzt an die Handschrift anpassen.</numerusform>
                <numerusform>Es gibt %n neue Schriftproben: Das Modell lässt sich jetzt an die Handschrift anpassen.</numerusform>
            </translation>
        </message>
        <message>
            <source>&amp;Undo</source>
            <translation>&amp;Rückgängig</translation>
        </message>
        <message>
            <source>&amp;Undo {what}</source>
            <translation>{what} &amp;rückgängig machen</translation>
        </message>
        <message>
            <source>Re&amp;do</source>
            <translation>&amp;Wiederholen</translation>
        </message>
        <message>
            <source>Re&amp;do {what}</source>
            <translation>{what} &amp;wiederholen</translation>
        </message>
    </context>
    <context>
        <name>CropGrid</name>
        <message>
            <source>Digits to learn, a column for each</source>
            <translation>Zu lernende Ziffern, eine Spalte für jede</translation>
        </message>
    </context>
    <context>
        <name>DataRows</name>
        <message>
            <source>Learn &amp;from</source>
            <translation>Lernen a&amp;us</translation>
        </message>
        <message>
            <source>The digits to learn from. Only MNIST needs the network, and only the first time.</source>
            <translation>Die Ziffern, aus denen gelernt wird. Nur MNIST braucht das Internet, und nur beim ersten Mal.</translation>
        </message>
        <message>
            <source>Not on this machine yet: downloaded first, 12 MB. Adapting works without.</source>
            <translation>Noch nicht auf diesem Rechner: wird zuerst heruntergeladen, 12 MB. Anpassen geht auch ohne.</translation>
        </message>
        <message>
            <source>And my &amp;samples</source>
            <translation>Und &amp;meine Schriftproben</translation>
        </message>
        <message>
            <source>MNIST’s kind of files, or pictures in folders 0 to 9</source>
            <translation>Dateien wie die von MNIST oder Bilder in Ordnern 0 bis 9</translation>
        </message>
        <message>
            <source>Folder to learn from</source>
            <translation>Ordner, aus dem gelernt wird</translation>
        </message>
        <message>
            <source>Folder with IDX files or mnist.npz, or with pictures in folders 0 to 9.</source>
            <translation>Ordner mit IDX-Dateien oder mnist.npz oder mit Bildern in Ordnern 0 bis 9.</translation>
        </message>
        <message>
            <source>Choose…</source>
            <translation>Auswählen…</translation>
        </message>
        <message>
            <source>Choose the folder</source>
            <translation>Ordner auswählen</translation>
        </message>
        <message>
            <source>Opens a dialog to choose the folder.</source>
            <translation>Öffnet einen Dialog, um den Ordner auszuwählen.</translation>
        </message>
        <message>
            <source>Choose the folder with the digits first.</source>
            <translation>Zuerst den Ordner mit den Ziffern auswählen.</translation>
        </message>
        <message>
            <source>The digits that you corrected and wrote are learnt from, too.</source>
            <translation>Auch aus den selbst korrigierten und geschriebenen Ziffern wird gelernt.</translation>
        </message>
        <message>
            <source>There are none yet: correct a digit or teach your hand first.</source>
            <translation>Noch gibt es keine: zuerst eine Ziffer korrigieren oder die Handschrift beibringen.</translation>
        </message>
        <message>
            <source>Folder to Learn From</source>
            <translation>Ordner, aus dem gelernt wird</translation>
        </message>
    </context>
    <context>
        <name>DonePage</name>
        <message>
            <source>&amp;Adapt the Model Now</source>
            <translation>Modell jetzt &amp;anpassen</translation>
        </message>
        <message>
            <source>Teach Another &amp;Sheet</source>
            <translation>&amp;Noch ein Blatt</translation>
        </message>
        <message>
            <source>The model learns from them when it is adapted or trained; that takes a minute or two. The model in use stays until the new one has proved no worse, and can always be had back.</source>
            <translation>Das Modell lernt aus ihnen, wenn es angepasst oder trainiert wird; das dauert ein bis zwei Minuten. Das verwendete Modell bleibt, bis sich das neue als nicht schlechter erwiesen hat, und lässt sich immer zurückholen.</translation>
        </message>
        <message>
            <source>Digits saved: {count}.</source>
            <translation>Gespeicherte Ziffern: {count}.</translation>
        </message>
    </context>
    <context>
        <name>DrawingActions</name>
        <message>
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
        <message>
            <source>Takes back the last stroke</source>
            <translation>Nimmt den letzten Strich zurück</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>Wiederholen</translation>
        </message>
        <message>
            <source>Brings back what was undone</source>
            <translation>Bringt Zurückgenommenes wieder</translation>
        </message>
        <message>
            <source>Clear</source>
            <translation>Leeren</translation>
        </message>
        <message>
            <source>Takes everything off the pad; Undo brings it back</source>
            <translation>Nimmt alles von der Fläche; „Rückgängig“ bringt es wieder</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>Kopieren</translation>
        </message>
        <message>
            <source>Copies the numbers, one a line</source>
            <translation>Kopiert die Zahlen, eine je Zeile</translation>
        </message>
        <message>
            <source>Save Picture…</source>
            <translation>Bild speichern…</translation>
        </message>
        <message>
            <source>Saves the drawing as a picture</source>
            <translation>Speichert die Zeichnung als Bild</translation>
        </message>
        <message>
            <source>Thin pen</source>
            <translation>Dünner Stift</translation>
        </message>
        <message>
            <source>Medium pen</source>
            <translation>Mittlerer Stift</translation>
        </message>
        <message>
            <source>Thick pen</source>
            <translation>Dicker Stift</translation>
        </message>
        <message>
            <source>Very thick pen</source>
            <translation>Sehr dicker Stift</translation>
        </message>
        <message>
            <source>{tip} ({keys})</source>
            <translation>{tip} ({keys})</translation>
        </message>
    </context>
    <context>
        <name>DrawingPad</name>
        <message>
            <source>Drawing pad</source>
            <translation>Zeichenfläche</translation>
        </message>
        <message>
            <source>Write digits here
with the mouse, a pen or a finger</source>
            <translation>Hier Ziffern schreiben,
mit Maus, Stift oder Finger</translation>
        </message>
    </context>
    <context>
        <name>DrawingWindow</name>
        <message>
            <source>Drawing Pad</source>
            <translation>Zeichenfläche</translation>
        </message>
        <message>
            <source>Pen:</source>
            <translation>Stift:</translation>
        </message>
        <message>
            <source>Try Again</source>
            <translation>Erneut versuchen</translation>
        </message>
        <message>
            <source>Without a model nothing can be read.</source>
            <translation>Ohne Modell kann nichts gelesen werden.</translation>
        </message>
        <message>
            <source>What you write is read here.</source>
            <translation>Hier steht, was gelesen wird.</translation>
        </message>
        <message>
            <source>Reading…</source>
            <translation>Wird gelesen…</translation>
        </message>
        <message>
            <source>This is too small to be read: write larger.</source>
            <translation>Das ist zu klein zum Lesen: größer schreiben.</translation>
        </message>
        <message>
            <source>No digit has been found yet.</source>
            <translation>Noch wurde keine Ziffer gefunden.</translation>
        </message>
        <message>
            <source>Copied {number}.</source>
            <translation>{number} kopiert.</translation>
        </message>
        <message>
            <source>Numbers copied: {count}.</source>
            <translation>Kopierte Zahlen: {count}.</translation>
        </message>
        <message>
            <source>Save Picture</source>
            <translation>Bild speichern</translation>
        </message>
        <message>
            <source>PNG picture (*.png)</source>
            <translation>PNG-Bild (*.png)</translation>
        </message>
        <message>
            <source>drawing.png</source>
            <translation>Zeichnung.png</translation>
        </message>
        <message>
            <source>Saved {name}.</source>
            <translation>{name} gespeichert.</translation>
        </message>
        <message>
            <source>Save…</source>
            <translation>Speichern…</translation>
        </message>
        <message>
            <source>Press 0 to 9 to say what it is, or the minus if it is no digit.</source>
            <translation>Mit 0 bis 9 sagen, was es ist, oder mit dem Minus, dass es keine Ziffer ist.</translation>
        </message>
        <message>
            <source>Is a digit wrong? Select it with the arrow keys or the right button.</source>
            <translation>Ist eine Ziffer falsch? Mit den Pfeiltasten oder der rechten Maustaste auswählen.</translation>
        </message>
    </context>
    <context>
        <name>FileBrowser</name>
        <message>
            <source>{number} of {count}</source>
            <translation>{number} von {count}</translation>
        </message>
        <message>
            <source>This is the last file.</source>
            <translation>Das ist die letzte Datei.</translation>
        </message>
        <message>
            <source>This is the first file.</source>
            <translation>Das ist die erste Datei.</translation>
        </message>
        <message>
            <source>There are no pictures or videos in {folder}; choose another one.</source>
            <translation>In {folder} sind keine Bilder oder Videos; einen anderen Ordner wählen.</translation>
        </message>
        <message>
            <source>There are no pictures or videos in these folders; choose others.</source>
            <translation>In diesen Ordnern sind keine Bilder oder Videos; andere wählen.</translation>
        </message>
    </context>
    <context>
        <name>FileCommands</name>
        <message>
            <source>Stop Recordin&amp;g</source>
            <translation>&amp;Aufnahme beenden</translation>
        </message>
        <message>
            <source>Save C&amp;lip…</source>
            <translation>&amp;Clip speichern…</translation>
        </message>
    </context>
    <context>
        <name>FileDialogs</name>
        <message>
            <source>Open Images or Videos</source>
            <translation>Bilder oder Videos öffnen</translation>
        </message>
        <message>
            <source>Pictures and videos</source>
            <translation>Bilder und Videos</translation>
        </message>
        <message>
            <source>Pictures</source>
            <translation>Bilder</translation>
        </message>
        <message>
            <source>Videos</source>
            <translation>Videos</translation>
        </message>
        <message>
            <source>All files</source>
            <translation>Alle Dateien</translation>
        </message>
        <message>
            <source>Open Folder</source>
            <translation>Ordner öffnen</translation>
        </message>
        <message>
            <source>Save Annotated Picture</source>
            <translation>Beschriftetes Bild speichern</translation>
        </message>
        <message>
            <source>Save Clip</source>
            <translation>Clip speichern</translation>
        </message>
        <message>
            <source>MP4 video (*.mp4)</source>
            <translation>MP4-Video (*.mp4)</translation>
        </message>
        <message>
            <source>AVI video (*.avi)</source>
            <translation>AVI-Video (*.avi)</translation>
        </message>
        <message>
            <source>Matroska video (*.mkv)</source>
            <translation>Matroska-Video (*.mkv)</translation>
        </message>
    </context>
    <context>
        <name>HarvestModel</name>
        <message>
            <source>{label}, taken out</source>
            <translation>{label}, herausgenommen</translation>
        </message>
        <message>
            <source>{label}, as the model reads it</source>
            <translation>{label}, wie das Modell es liest</translation>
        </message>
        <message>
            <source>{label}, no digit to the model</source>
            <translation>{label}, für das Modell keine Ziffer</translation>
        </message>
        <message>
            <source>{label}, a {answer} to the model</source>
            <translation>{label}, für das Modell eine {answer}</translation>
        </message>
    </context>
    <context>
        <name>HintBubble</name>
        <message>
            <source>&amp;Skip</source>
            <translation>Übers&amp;pringen</translation>
        </message>
        <message>
            <source>Shows no more hints</source>
            <translation>Zeigt keine weiteren Hinweise</translation>
        </message>
        <message>
            <source>{number} of {count}</source>
            <translation>{number} von {count}</translation>
        </message>
        <message>
            <source>&amp;Done</source>
            <translation>&amp;Fertig</translation>
        </message>
        <message>
            <source>&amp;Next</source>
            <translation>&amp;Weiter</translation>
        </message>
        <message>
            <source>Hint</source>
            <translation>Hinweis</translation>
        </message>
    </context>
    <context>
        <name>Hints</name>
        <message>
            <source>The camera gives {width} × {height} instead of {asked_width} × {asked_height}.</source>
            <translation>Die Kamera gibt {width} × {height} statt {asked_width} × {asked_height}.</translation>
        </message>
        <message>
            <source>The camera gives {rate} frames a second instead of {asked}.</source>
            <translation>Die Kamera gibt {rate} Bilder je Sekunde statt {asked}.</translation>
        </message>
        <message>
            <source>The camera keeps its automatic exposure.</source>
            <translation>Die Kamera behält ihre automatische Belichtung.</translation>
        </message>
        <message>
            <source>The camera keeps its automatic focus.</source>
            <translation>Die Kamera behält ihre automatische Schärfe.</translation>
        </message>
    </context>
    <context>
        <name>HistoryDialog</name>
        <message>
            <source>Model History</source>
            <translation>Modellversionen</translation>
        </message>
        <message>
            <source>{name} is in use now.</source>
            <translation>{name} wird jetzt verwendet.</translation>
        </message>
        <message>
            <source>{name} is in use again.</source>
            <translation>{name} wird wieder verwendet.</translation>
        </message>
        <message>
            <source>{name} is being copied…</source>
            <translation>{name} wird kopiert…</translation>
        </message>
        <message>
            <source>{name} is being checked and converted…</source>
            <translation>{name} wird geprüft und umgewandelt…</translation>
        </message>
        <message numerus="yes">
            <source>%n model(s) deleted.</source>
            <translation>
                <numerusform>%n Modell gelöscht.</numerusform>
                <numerusform>%n Modelle gelöscht.</numerusform>
            </translation>
        </message>
        <message>
            <source>Ending…</source>
            <translation>Wird beendet…</translation>
        </message>
        <message>
            <source>The model was copied to {path}.</source>
            <translation>Das Modell wurde nach {path} kopiert.</translation>
        </message>
        <message>
            <source>The import was cancelled; nothing was added.</source>
            <translation>Der Import wurde abgebrochen; nichts wurde hinzugefügt.</translation>
        </message>
        <message>
            <source>{name} was added; Use reads with it.</source>
            <translation>{name} wurde hinzugefügt; „Verwenden“ liest damit.</translation>
        </message>
        <message>
            <source>The report is not there any more.</source>
            <translation>Den Bericht gibt es nicht mehr.</translation>
        </message>
        <message>
            <source>The desktop has nothing to show {path} with.</source>
            <translation>Es gibt kein Programm, das {path} zeigen kann.</translation>
        </message>
        <message>
            <source>Delete the model {name}?</source>
            <translation>Das Modell {name} löschen?</translation>
        </message>
        <message numerus="yes">
            <source>Delete %n model(s)?</source>
            <translation>
                <numerusform>%n Modell löschen?</numerusform>
                <numerusform>%n Modelle löschen?</numerusform>
            </translation>
        </message>
        <message>
            <source>Its files and its report are removed for good.</source>
            <translation>Seine Dateien und sein Bericht werden endgültig entfernt.</translation>
        </message>
        <message>
            <source>Their files and reports are removed for good.</source>
            <translation>Ihre Dateien und Berichte werden endgültig entfernt.</translation>
        </message>
        <message>
            <source>&amp;Delete</source>
            <translation>&amp;Löschen</translation>
        </message>
        <message>
            <source>Export Model to Folder</source>
            <translation>Modell in Ordner exportieren</translation>
        </message>
        <message>
            <source>Import Model</source>
            <translation>Modell importieren</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>Modelle</translation>
        </message>
    </context>
    <context>
        <name>HistoryLine</name>
        <message>
            <source>History</source>
            <translation>Verlauf</translation>
        </message>
    </context>
    <context>
        <name>HistoryParts</name>
        <message>
            <source>Progress</source>
            <translation>Fortschritt</translation>
        </message>
        <message>
            <source>&amp;Cancel</source>
            <translation>&amp;Abbrechen</translation>
        </message>
        <message>
            <source>Ends it; nothing is added.</source>
            <translation>Beendet es; nichts wird hinzugefügt.</translation>
        </message>
        <message>
            <source>C&amp;lose</source>
            <translation>S&amp;chließen</translation>
        </message>
        <message>
            <source>Closes this window.</source>
            <translation>Schließt dieses Fenster.</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>Ergebnis</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>Modelle</translation>
        </message>
        <message>
            <source>&amp;Use</source>
            <translation>&amp;Verwenden</translation>
        </message>
        <message>
            <source>Reads with this model from now on.</source>
            <translation>Liest von jetzt an mit diesem Modell.</translation>
        </message>
        <message>
            <source>Go &amp;Back</source>
            <translation>&amp;Zurückgehen</translation>
        </message>
        <message>
            <source>Reads with the model again that was in use before.</source>
            <translation>Liest wieder mit dem Modell, das zuvor verwendet wurde.</translation>
        </message>
        <message>
            <source>Re&amp;name</source>
            <translation>&amp;Umbenennen</translation>
        </message>
        <message>
            <source>Gives this model another name.</source>
            <translation>Gibt diesem Modell einen anderen Namen.</translation>
        </message>
        <message>
            <source>&amp;Delete…</source>
            <translation>&amp;Löschen…</translation>
        </message>
        <message>
            <source>Deletes the chosen models, after asking.</source>
            <translation>Löscht die gewählten Modelle, nach einer Rückfrage.</translation>
        </message>
        <message>
            <source>&amp;Export…</source>
            <translation>&amp;Exportieren…</translation>
        </message>
        <message>
            <source>Copies network, converted network and card into a new folder.</source>
            <translation>Kopiert Netz, umgewandeltes Netz und Karte in einen neuen Ordner.</translation>
        </message>
        <message>
            <source>&amp;Import…</source>
            <translation>&amp;Importieren…</translation>
        </message>
        <message>
            <source>Adds a .keras file made elsewhere, or a model that was exported.</source>
            <translation>Fügt eine anderswo entstandene .keras-Datei oder ein exportiertes Modell hinzu.</translation>
        </message>
        <message>
            <source>Opens the report of its training in the browser.</source>
            <translation>Öffnet den Bericht seines Trainings im Browser.</translation>
        </message>
        <message>
            <source>Report of {name}</source>
            <translation>Bericht zu {name}</translation>
        </message>
        <message>
            <source>The chosen model stands beside the one in use; choose two to compare just these.</source>
            <translation>Das gewählte Modell steht neben dem verwendeten; zwei auswählen, um nur diese zu vergleichen.</translation>
        </message>
    </context>
    <context>
        <name>Inspector</name>
        <message>
            <source>not a digit</source>
            <translation>keine Ziffer</translation>
        </message>
        <message>
            <source>{digit}, as you said</source>
            <translation>{digit}, von Hand angegeben</translation>
        </message>
        <message>
            <source>No digit, as you said</source>
            <translation>Keine Ziffer, von Hand angegeben</translation>
        </message>
        <message>
            <source>Read as {digit}, {percent} sure</source>
            <translation>Gelesen als {digit}, zu {percent} sicher</translation>
        </message>
        <message>
            <source>Not read: too small</source>
            <translation>Nicht gelesen: zu klein</translation>
        </message>
        <message>
            <source>Not read: cut off by the border</source>
            <translation>Nicht gelesen: vom Rand abgeschnitten</translation>
        </message>
        <message>
            <source>Not read: not a digit</source>
            <translation>Nicht gelesen: keine Ziffer</translation>
        </message>
        <message>
            <source>Not read: unsure</source>
            <translation>Nicht gelesen: unsicher</translation>
        </message>
        <message>
            <source>The next likely is {other} with {percent}.</source>
            <translation>Am nächstwahrscheinlichsten ist: {other}, mit {percent}.</translation>
        </message>
        <message>
            <source>It is kept for training; Ctrl+Z takes it back while it is the last.</source>
            <translation>Es ist fürs Training gemerkt; Strg+Z nimmt es zurück, solange es das Letzte ist.</translation>
        </message>
        <message>
            <source>Is it wrong? Press the right key, 0 to 9, or Delete if it is no digit.</source>
            <translation>Falsch gelesen? Die richtige Taste drücken, 0 bis 9, oder Entf, wenn es keine Ziffer ist.</translation>
        </message>
        <message>
            <source>If it is a digit, bring the camera closer or write larger. The least height is in the settings, under Reading.</source>
            <translation>Wenn es eine Ziffer ist: die Kamera näher bringen oder größer schreiben. Die Mindesthöhe steht in den Einstellungen unter „Lesen“.</translation>
        </message>
        <message>
            <source>Move the camera or the paper until all of it is in the picture, with a little room around it.</source>
            <translation>Kamera oder Papier verschieben, bis alles im Bild ist, mit etwas Platz darum.</translation>
        </message>
        <message>
            <source>If it is a digit, write it clearly with a dark pen, apart from lines, drawings and other digits.</source>
            <translation>Wenn es eine Ziffer ist: deutlich mit dunklem Stift schreiben, abseits von Linien, Zeichnungen und anderen Ziffern.</translation>
        </message>
        <message>
            <source>Hold it still, give it more light, or write it more clearly. The least confidence is in the settings, under Reading.</source>
            <translation>Stillhalten, für mehr Licht sorgen oder deutlicher schreiben. Die Mindestsicherheit steht in den Einstellungen unter „Lesen“.</translation>
        </message>
        <message>
            <source>{width} × {height} pixels, {left} from the left and {top} from the top</source>
            <translation>{width} × {height} Pixel, {left} von links und {top} von oben</translation>
        </message>
        <message>
            <source>Only what is followed in a moving picture has a history.</source>
            <translation>Nur was in einem bewegten Bild verfolgt wird, hat einen Verlauf.</translation>
        </message>
        <message>
            <source>{count} × {name}</source>
            <translation>{count} × {name}</translation>
        </message>
        <message>
            <source>In the last {frames} frames: {parts}</source>
            <translation>In den letzten {frames} Bildern: {parts}</translation>
        </message>
        <message>
            <source>not seen</source>
            <translation>nicht gesehen</translation>
        </message>
        <message>
            <source>unsure</source>
            <translation>unsicher</translation>
        </message>
        <message>
            <source>It is {height} pixels high. Ink so low is passed over, and so are points, commas and dashes.</source>
            <translation>Es ist {height} Pixel hoch. So niedrige Tinte wird übergangen, ebenso Punkte, Kommas und Striche.</translation>
        </message>
        <message>
            <source>It touches the border of the picture, so a part of it may be missing.</source>
            <translation>Es berührt den Rand des Bildes, daher kann ein Teil fehlen.</translation>
        </message>
        <message>
            <source>The model found nothing there.</source>
            <translation>Das Modell hat dort nichts gefunden.</translation>
        </message>
        <message>
            <source>The model by itself: {title}.</source>
            <translation>Das Modell für sich: {title}.</translation>
        </message>
        <message>
            <source>It may be a digit, but no digit is likely enough.</source>
            <translation>Es kann eine Ziffer sein, aber keine ist wahrscheinlich genug.</translation>
        </message>
        <message>
            <source>It is most likely {best} with {percent}, then {other} with {other_percent}. That is less than is asked for.</source>
            <translation>Am wahrscheinlichsten ist: {best}, mit {percent}; dann: {other}, mit {other_percent}. Das ist weniger, als verlangt wird.</translation>
        </message>
        <message>
            <source>By itself it looks like {digit}, but what is around it speaks against a digit: it is a part of something larger, a line or an edge.</source>
            <translation>Für sich allein sieht es aus wie {digit}, aber seine Umgebung spricht gegen eine Ziffer: Es ist Teil von etwas Größerem, einer Linie oder einer Kante.</translation>
        </message>
        <message>
            <source>The network takes it for no digit with {percent}.</source>
            <translation>Das Netz hält es mit {percent} für keine Ziffer.</translation>
        </message>
        <message>
            <source>It does not look like any of the ten digits.</source>
            <translation>Es sieht keiner der zehn Ziffern ähnlich.</translation>
        </message>
        <message>
            <source>Click a digit in the picture to see what the network sees of it.</source>
            <translation>Eine Ziffer im Bild anklicken, um zu sehen, was das Netz von ihr sieht.</translation>
        </message>
        <message>
            <source>It is not seen now; this is how it was seen last.</source>
            <translation>Jetzt ist es nicht zu sehen; so wurde es zuletzt gesehen.</translation>
        </message>
        <message>
            <source>Probabilities</source>
            <translation>Wahrscheinlichkeiten</translation>
        </message>
        <message>
            <source>History</source>
            <translation>Verlauf</translation>
        </message>
        <message>
            <source>What the network sees</source>
            <translation>Was das Netz sieht</translation>
        </message>
        <message>
            <source>None: it was not looked at so closely</source>
            <translation>Keines: So genau wurde es nicht angesehen</translation>
        </message>
        <message>
            <source>No ink found in this part alone</source>
            <translation>In diesem Teil allein ist keine Tinte zu finden</translation>
        </message>
        <message>
            <source>In the picture</source>
            <translation>Im Bild</translation>
        </message>
        <message>
            <source>Cut from the frame as it was read.</source>
            <translation>Aus dem Bild geschnitten, wie es gelesen wurde.</translation>
        </message>
        <message>
            <source>Its ink, found again</source>
            <translation>Seine Tinte, neu gesucht</translation>
        </message>
        <message>
            <source>What is taken for ink in this part of the picture alone; in the whole picture it may differ a little.</source>
            <translation>Was in diesem Teil des Bildes allein als Tinte gilt; im ganzen Bild kann es etwas anders sein.</translation>
        </message>
        <message>
            <source>For the network</source>
            <translation>Für das Netz</translation>
        </message>
        <message>
            <source>The 28 × 28 pixels that the network is given.</source>
            <translation>Die 28 × 28 Pixel, die das Netz bekommt.</translation>
        </message>
    </context>
    <context>
        <name>Interrupted</name>
        <message>
            <source>An adapting to your hand was cancelled ({moment}).</source>
            <translation>Ein Anpassen an die Handschrift wurde abgebrochen ({moment}).</translation>
        </message>
        <message>
            <source>An adapting to your hand was interrupted ({moment}).</source>
            <translation>Ein Anpassen an die Handschrift wurde unterbrochen ({moment}).</translation>
        </message>
        <message>
            <source>A training was cancelled after epoch {epoch} of {epochs} ({moment}).</source>
            <translation>Ein Training wurde nach Epoche {epoch} von {epochs} abgebrochen ({moment}).</translation>
        </message>
        <message>
            <source>A training was interrupted after epoch {epoch} of {epochs} ({moment}).</source>
            <translation>Ein Training wurde nach Epoche {epoch} von {epochs} unterbrochen ({moment}).</translation>
        </message>
    </context>
    <context>
        <name>InterruptedLine</name>
        <message>
            <source>Interrupted training</source>
            <translation>Unterbrochenes Training</translation>
        </message>
        <message>
            <source>&amp;Go On</source>
            <translation>Fo&amp;rtsetzen</translation>
        </message>
        <message>
            <source>Go on with the training</source>
            <translation>Das Training fortsetzen</translation>
        </message>
        <message>
            <source>Goes on with the interrupted training where it stopped.</source>
            <translation>Setzt das unterbrochene Training fort, wo es stand.</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>Verwerfen</translation>
        </message>
        <message>
            <source>Discard the training</source>
            <translation>Das Training verwerfen</translation>
        </message>
        <message>
            <source>Gives the interrupted training up; the model in use stays.</source>
            <translation>Gibt das unterbrochene Training auf; das verwendete Modell bleibt.</translation>
        </message>
    </context>
    <context>
        <name>LearningCurve</name>
        <message>
            <source>Learning curve</source>
            <translation>Lernkurve</translation>
        </message>
        <message>
            <source>learnt from</source>
            <translation>gelernt</translation>
        </message>
        <message>
            <source>held back</source>
            <translation>zurückgehalten</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>Verlust</translation>
        </message>
        <message>
            <source>Accuracy</source>
            <translation>Genauigkeit</translation>
        </message>
        <message>
            <source>Epoch</source>
            <translation>Epoche</translation>
        </message>
        <message>
            <source>After {epochs} epochs the loss is {loss} and the accuracy {percent}%.</source>
            <translation>Nach {epochs} Epochen ist der Verlust {loss} und die Genauigkeit {percent} %.</translation>
        </message>
    </context>
    <context>
        <name>LogModel</name>
        <message>
            <source>Time</source>
            <translation>Zeit</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>Zahl</translation>
        </message>
        <message>
            <source>Confidence</source>
            <translation>Sicherheit</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>Quelle</translation>
        </message>
        <message>
            <source>{number}, corrected by you</source>
            <translation>{number}, von Hand korrigiert</translation>
        </message>
    </context>
    <context>
        <name>LogPanel</name>
        <message>
            <source>Numbers are listed here with their time as they are read.</source>
            <translation>Hier werden Zahlen mit ihrer Zeit aufgeführt, sobald sie gelesen sind.</translation>
        </message>
        <message>
            <source>The log was cleared.</source>
            <translation>Das Protokoll wurde geleert.</translation>
        </message>
        <message>
            <source>&amp;Undo</source>
            <translation>&amp;Rückgängig</translation>
        </message>
        <message>
            <source>Brings back what was cleared</source>
            <translation>Bringt zurück, was geleert wurde</translation>
        </message>
        <message>
            <source>E&amp;xport…</source>
            <translation>E&amp;xport…</translation>
        </message>
        <message>
            <source>Saves the log for spreadsheets (CSV) or programs (JSON)</source>
            <translation>Speichert das Protokoll für Tabellen (CSV) oder Programme (JSON)</translation>
        </message>
        <message>
            <source>Copy Ro&amp;ws</source>
            <translation>K&amp;opieren</translation>
        </message>
        <message>
            <source>Copies the selected rows, or all, with their times</source>
            <translation>Kopiert die gewählten Zeilen, oder alle, mit ihren Zeiten</translation>
        </message>
        <message>
            <source>Clea&amp;r</source>
            <translation>L&amp;eeren</translation>
        </message>
        <message>
            <source>Empties the log</source>
            <translation>Leert das Protokoll</translation>
        </message>
        <message>
            <source>readings-{date}</source>
            <translation>Protokoll-{date}</translation>
        </message>
        <message>
            <source>Export Log</source>
            <translation>Protokoll exportieren</translation>
        </message>
        <message>
            <source>Table for spreadsheets (*.csv)</source>
            <translation>Tabelle für Tabellenkalkulationen (*.csv)</translation>
        </message>
        <message>
            <source>JSON file (*.json)</source>
            <translation>JSON-Datei (*.json)</translation>
        </message>
        <message>
            <source>A log cannot be saved as {suffix}; choose .csv or .json.</source>
            <translation>Als {suffix} kann ein Protokoll nicht gespeichert werden; .csv oder .json wählen.</translation>
        </message>
        <message>
            <source>{name} could not be saved: {reason}. Choose another folder.</source>
            <translation>{name} konnte nicht gespeichert werden: {reason}. Einen anderen Ordner wählen.</translation>
        </message>
    </context>
    <context>
        <name>LogTable</name>
        <message>
            <source>Log of readings</source>
            <translation>Protokoll des Gelesenen</translation>
        </message>
    </context>
    <context>
        <name>LogView</name>
        <message>
            <source>&amp;Log</source>
            <translation>&amp;Protokoll</translation>
        </message>
        <message>
            <source>Log</source>
            <translation>Protokoll</translation>
        </message>
        <message>
            <source>Shows everything that the training told.</source>
            <translation>Zeigt alles, was das Training gemeldet hat.</translation>
        </message>
        <message>
            <source>Log of the training</source>
            <translation>Protokoll des Trainings</translation>
        </message>
        <message>
            <source>{words} (loss {loss}, held back {held_back})</source>
            <translation>{words} (Verlust {loss}, zurückgehalten {held_back})</translation>
        </message>
    </context>
    <context>
        <name>MainWindow</name>
        <message>
            <source>Nothing is open</source>
            <translation>Nichts ist geöffnet</translation>
        </message>
        <message>
            <source>&amp;Go On</source>
            <translation>&amp;Weiter</translation>
        </message>
        <message>
            <source>&amp;Play Again</source>
            <translation>Noch einmal &amp;abspielen</translation>
        </message>
        <message>
            <source>&amp;Freeze</source>
            <translation>&amp;Einfrieren</translation>
        </message>
    </context>
    <context>
        <name>Menus</name>
        <message>
            <source>&amp;File</source>
            <translation>&amp;Datei</translation>
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation>&amp;Bearbeiten</translation>
        </message>
        <message>
            <source>C&amp;orrect to</source>
            <translation>K&amp;orrigieren zu</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>&amp;Ansicht</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>&amp;Hilfe</translation>
        </message>
    </context>
    <context>
        <name>ModelCard</name>
        <message>
            <source>Name</source>
            <translation>Name</translation>
        </message>
        <message>
            <source>Reads</source>
            <translation>Liest</translation>
        </message>
        <message>
            <source>Made</source>
            <translation>Erstellt</translation>
        </message>
        <message>
            <source>Network</source>
            <translation>Netz</translation>
        </message>
        <message>
            <source>Learnt from</source>
            <translation>Gelernt aus</translation>
        </message>
        <message>
            <source>{percent}% of test digits</source>
            <translation>{percent} % der Testziffern</translation>
        </message>
        <message>
            <source>{percent}% of MNIST test digits</source>
            <translation>{percent} % der MNIST-Testziffern</translation>
        </message>
        <message>
            <source>{percent}% of held-back digits</source>
            <translation>{percent} % der zurückgehaltenen Ziffern</translation>
        </message>
        <message>
            <source>Convolutional</source>
            <translation>Faltungsnetz</translation>
        </message>
        <message>
            <source>Convolutional, larger</source>
            <translation>Faltungsnetz, größer</translation>
        </message>
        <message>
            <source>LeNet</source>
            <translation>LeNet</translation>
        </message>
        <message>
            <source>Dense</source>
            <translation>Vollverbunden</translation>
        </message>
        <message>
            <source>{network}, {count} parameters</source>
            <translation>{network}, {count} Parameter</translation>
        </message>
    </context>
    <context>
        <name>ModelHistory</name>
        <message>
            <source>In use</source>
            <translation>Verwendet</translation>
        </message>
        <message>
            <source>In use, refused</source>
            <translation>Verwendet, abgelehnt</translation>
        </message>
        <message>
            <source>Refused</source>
            <translation>Abgelehnt</translation>
        </message>
        <message>
            <source>Kept</source>
            <translation>Aufgehoben</translation>
        </message>
        <message>
            <source>This model reads now.</source>
            <translation>Dieses Modell liest jetzt.</translation>
        </message>
        <message>
            <source>This model reads now, although it read worse than the one before when it was made.</source>
            <translation>Dieses Modell liest jetzt, obwohl es bei seiner Entstehung schlechter las als das vorige.</translation>
        </message>
        <message>
            <source>This model read worse than the one in use when it was made; it can be used anyway.</source>
            <translation>Dieses Modell las bei seiner Entstehung schlechter als das verwendete; es lässt sich trotzdem verwenden.</translation>
        </message>
        <message>
            <source>This model is kept and can be used again.</source>
            <translation>Dieses Modell ist aufgehoben und lässt sich wieder verwenden.</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Zustand</translation>
        </message>
        <message>
            <source>Training</source>
            <translation>Training</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>Ergebnis</translation>
        </message>
        <message>
            <source>Compared with</source>
            <translation>Verglichen mit</translation>
        </message>
        <message>
            <source>Notes</source>
            <translation>Notizen</translation>
        </message>
        <message>
            <source>MNIST test digits read</source>
            <translation>MNIST-Testziffern gelesen</translation>
        </message>
        <message>
            <source>Test digits read</source>
            <translation>Testziffern gelesen</translation>
        </message>
        <message>
            <source>Held-back digits read</source>
            <translation>Zurückgehaltene Ziffern gelesen</translation>
        </message>
        <message>
            <source>Other signs refused</source>
            <translation>Andere Zeichen abgelehnt</translation>
        </message>
        <message>
            <source>Calibration error</source>
            <translation>Kalibrierungsfehler</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>Verlust</translation>
        </message>
        <message>
            <source>{number} points</source>
            <translation>{number} Punkte</translation>
        </message>
        <message>
            <source>{value} epochs</source>
            <translation>{value} Epochen</translation>
        </message>
        <message>
            <source>batches of {value}</source>
            <translation>Batches zu {value}</translation>
        </message>
        <message>
            <source>optimiser {value}</source>
            <translation>Optimierer {value}</translation>
        </message>
        <message>
            <source>learning rate {value}</source>
            <translation>Lernrate {value}</translation>
        </message>
        <message>
            <source>seed {value}</source>
            <translation>Startwert {value}</translation>
        </message>
        <message>
            <source>Accepted. {reason}</source>
            <translation>Angenommen. {reason}</translation>
        </message>
        <message>
            <source>Refused. {reason}</source>
            <translation>Abgelehnt. {reason}</translation>
        </message>
    </context>
    <context>
        <name>ModelPage</name>
        <message>
            <source>The training could not be discarded: {reason}.</source>
            <translation>Das Training konnte nicht verworfen werden: {reason}.</translation>
        </message>
        <message>
            <source>The training was cancelled; the model in use stays.</source>
            <translation>Das Training wurde abgebrochen; das verwendete Modell bleibt.</translation>
        </message>
        <message>
            <source>The new model is in use, as you wished.</source>
            <translation>Das neue Modell wird verwendet, wie gewünscht.</translation>
        </message>
        <message>
            <source>The model before is in use again; the new one is kept.</source>
            <translation>Das vorige Modell wird wieder verwendet; das neue bleibt aufgehoben.</translation>
        </message>
    </context>
    <context>
        <name>NoCameraNotice</name>
        <message>
            <source>No camera</source>
            <translation>Keine Kamera</translation>
        </message>
        <message>
            <source>Open…</source>
            <translation>Öffnen…</translation>
        </message>
        <message>
            <source>Opens pictures and videos</source>
            <translation>Öffnet Bilder und Videos</translation>
        </message>
        <message>
            <source>Open Stream…</source>
            <translation>Stream…</translation>
        </message>
        <message>
            <source>Opens a network camera</source>
            <translation>Öffnet eine Netzwerkkamera</translation>
        </message>
        <message>
            <source>Draw…</source>
            <translation>Zeichnen…</translation>
        </message>
        <message>
            <source>Reads what you write with the mouse</source>
            <translation>Liest, was mit der Maus geschrieben wird</translation>
        </message>
        <message>
            <source>Try Again</source>
            <translation>Neu suchen</translation>
        </message>
        <message>
            <source>Looks for a camera again</source>
            <translation>Sucht noch einmal nach einer Kamera</translation>
        </message>
        <message>
            <source>Connect one, or open a picture, a video or a stream; dropping or pasting it here will do.</source>
            <translation>Eine Kamera anschließen oder ein Bild, ein Video oder einen Stream öffnen; hierher ziehen oder hier einfügen genügt.</translation>
        </message>
        <message>
            <source>{reason} This is the demo.</source>
            <translation>{reason} Dies ist die Demo.</translation>
        </message>
    </context>
    <context>
        <name>NumberDelegate</name>
        <message>
            <source>The right digits</source>
            <translation>Die richtigen Ziffern</translation>
        </message>
        <message>
            <source>Type the right digits; Enter keeps them, Esc leaves them</source>
            <translation>Die richtigen Ziffern eingeben; die Eingabetaste übernimmt sie, Esc verwirft sie</translation>
        </message>
    </context>
    <context>
        <name>OpenStreamDialog</name>
        <message>
            <source>Open Stream</source>
            <translation>Stream öffnen</translation>
        </message>
        <message>
            <source>&amp;Address of the camera or stream:</source>
            <translation>&amp;Adresse der Kamera oder des Streams:</translation>
        </message>
        <message>
            <source>It begins with http://, https:// or rtsp://.</source>
            <translation>Sie beginnt mit http://, https:// oder rtsp://.</translation>
        </message>
        <message>
            <source>Problem</source>
            <translation>Problem</translation>
        </message>
    </context>
    <context>
        <name>Outlet</name>
        <message>
            <source>Readings are no longer written to {name}</source>
            <translation>Ablesungen werden nicht mehr in {name} geschrieben</translation>
        </message>
        <message>
            <source>Write Readings to File</source>
            <translation>Ablesungen in Datei schreiben</translation>
        </message>
        <message>
            <source>JSON, an object a line (*.jsonl)</source>
            <translation>JSON, ein Objekt je Zeile (*.jsonl)</translation>
        </message>
        <message>
            <source>CSV, a row for each reading (*.csv)</source>
            <translation>CSV, eine Zeile je Ablesung (*.csv)</translation>
        </message>
        <message>
            <source>readings.jsonl</source>
            <translation>ablesungen.jsonl</translation>
        </message>
        <message>
            <source>Copied {number}</source>
            <translation>{number} kopiert</translation>
        </message>
    </context>
    <context>
        <name>OverlayPreview</name>
        <message>
            <source>Preview of the overlay</source>
            <translation>Vorschau der Beschriftung</translation>
        </message>
    </context>
    <context>
        <name>PadCorrector</name>
        <message>
            <source>Select a digit first: with the arrow keys, or click it on the right.</source>
            <translation>Zuerst eine Ziffer auswählen: mit den Pfeiltasten oder der rechten Maustaste.</translation>
        </message>
        <message>
            <source>Selected: {digit}</source>
            <translation>Ausgewählt: {digit}</translation>
        </message>
    </context>
    <context>
        <name>Panels</name>
        <message>
            <source>&amp;Readings</source>
            <translation>Er&amp;gebnisse</translation>
        </message>
        <message>
            <source>Shows or hides the list of numbers</source>
            <translation>Blendet die Liste der Zahlen ein oder aus</translation>
        </message>
        <message>
            <source>&amp;Log</source>
            <translation>&amp;Protokoll</translation>
        </message>
        <message>
            <source>Shows or hides the log of what was read</source>
            <translation>Blendet das Protokoll des Gelesenen ein oder aus</translation>
        </message>
        <message>
            <source>&amp;Inspector</source>
            <translation>&amp;Inspektor</translation>
        </message>
        <message>
            <source>Shows or hides what the network sees of a digit</source>
            <translation>Blendet ein oder aus, was das Netz von einer Ziffer sieht</translation>
        </message>
        <message>
            <source>Panels</source>
            <translation>Seitenleisten</translation>
        </message>
    </context>
    <context>
        <name>PictureControl</name>
        <message>
            <source>Looking for a camera…</source>
            <translation>Eine Kamera wird gesucht…</translation>
        </message>
        <message>
            <source>Only this part is read; Ctrl+Shift+R reads all again.</source>
            <translation>Nur dieser Teil wird gelesen; Strg+Umschalt+R liest wieder alles.</translation>
        </message>
        <message>
            <source>F7 shows what the network sees of it.</source>
            <translation>F7 zeigt, was das Netz davon sieht.</translation>
        </message>
        <message>
            <source>Copied {number}</source>
            <translation>{number} kopiert</translation>
        </message>
        <message>
            <source>Numbers copied: {count}</source>
            <translation>Kopierte Zahlen: {count}</translation>
        </message>
    </context>
    <context>
        <name>PictureSaver</name>
        <message>
            <source>Pictures cannot be saved as {suffix}; choose one of {known}.</source>
            <translation>Bilder können nicht als {suffix} gespeichert werden; eines von {known} wählen.</translation>
        </message>
        <message>
            <source>{name} could not be written; is the disk full?</source>
            <translation>{name} konnte nicht geschrieben werden; ist der Datenträger voll?</translation>
        </message>
        <message>
            <source>{name} could not be saved ({reason}); choose another folder.</source>
            <translation>{name} konnte nicht gespeichert werden ({reason}); einen anderen Ordner wählen.</translation>
        </message>
        <message>
            <source>PNG picture (*.png)</source>
            <translation>PNG-Bild (*.png)</translation>
        </message>
        <message>
            <source>JPEG picture (*.jpg *.jpeg)</source>
            <translation>JPEG-Bild (*.jpg *.jpeg)</translation>
        </message>
        <message>
            <source>WebP picture (*.webp)</source>
            <translation>WebP-Bild (*.webp)</translation>
        </message>
    </context>
    <context>
        <name>PictureWatch</name>
        <message>
            <source>The picture is black: is the lens covered, or the light off?</source>
            <translation>Das Bild ist schwarz: Ist die Linse verdeckt oder das Licht aus?</translation>
        </message>
        <message>
            <source>The picture has not changed for some seconds.</source>
            <translation>Das Bild hat sich seit einigen Sekunden nicht geändert.</translation>
        </message>
    </context>
    <context>
        <name>PlanForm</name>
        <message>
            <source>Preset</source>
            <translation>Vorlage</translation>
        </message>
        <message>
            <source>Sets all choices at once; each can be changed afterwards.</source>
            <translation>Setzt alles auf einmal; jedes lässt sich danach ändern.</translation>
        </message>
        <message>
            <source>&amp;Network</source>
            <translation>&amp;Netz</translation>
        </message>
        <message>
            <source>Layers of the new model; larger ones read better, slower.</source>
            <translation>Schichten des neuen Modells; größere lesen besser, aber langsamer.</translation>
        </message>
        <message>
            <source>&amp;More options</source>
            <translation>&amp;Weitere Optionen</translation>
        </message>
        <message>
            <source>More options</source>
            <translation>Weitere Optionen</translation>
        </message>
        <message>
            <source>Shows what is rarely changed.</source>
            <translation>Zeigt, was selten geändert wird.</translation>
        </message>
        <message>
            <source>Acti&amp;vation</source>
            <translation>A&amp;ktivierung</translation>
        </message>
        <message>
            <source>What each layer does with its sums.</source>
            <translation>Was jede Schicht mit ihren Summen macht.</translation>
        </message>
        <message>
            <source>D&amp;ropout</source>
            <translation>Dropo&amp;ut</translation>
        </message>
        <message>
            <source>Share of signals left out at each step, so that none is relied on alone.</source>
            <translation>Anteil der Signale, die bei jedem Schritt ausgelassen werden, damit auf keines allein Verlass ist.</translation>
        </message>
        <message>
            <source>&amp;Optimiser</source>
            <translation>&amp;Optimierer</translation>
        </message>
        <message>
            <source>How the weights follow the loss downwards.</source>
            <translation>Wie die Gewichte dem Verlust abwärts folgen.</translation>
        </message>
        <message>
            <source>&amp;Learning rate</source>
            <translation>Lern&amp;rate</translation>
        </message>
        <message>
            <source>Size of the steps: too large and nothing is learnt, too small and it takes long.</source>
            <translation>Größe der Schritte: zu groß, und nichts wird gelernt; zu klein, und es dauert lange.</translation>
        </message>
        <message>
            <source>Sc&amp;hedule</source>
            <translation>Verlauf &amp;der Rate</translation>
        </message>
        <message>
            <source>How the learning rate changes during the training.</source>
            <translation>Wie sich die Lernrate während des Trainings ändert.</translation>
        </message>
        <message>
            <source>&amp;Batch size</source>
            <translation>&amp;Batchgröße</translation>
        </message>
        <message>
            <source>Digits that are learnt from at once.</source>
            <translation>Ziffern, aus denen auf einmal gelernt wird.</translation>
        </message>
        <message>
            <source>&amp;Epochs</source>
            <translation>&amp;Epochen</translation>
        </message>
        <message>
            <source>How often all digits are gone through, at most.</source>
            <translation>Wie oft alle Ziffern höchstens durchgegangen werden.</translation>
        </message>
        <message>
            <source>&amp;Patience</source>
            <translation>&amp;Geduld</translation>
        </message>
        <message>
            <source>Epochs without progress before the training ends early.</source>
            <translation>Epochen ohne Fortschritt, nach denen das Training vorzeitig endet.</translation>
        </message>
        <message>
            <source>Held back</source>
            <translation>Validierungsanteil</translation>
        </message>
        <message>
            <source>Share of the digits that is not learnt from: it tells which epoch is best.</source>
            <translation>Anteil der Ziffern, aus dem nicht gelernt wird: Er zeigt, welche Epoche die beste ist.</translation>
        </message>
        <message>
            <source>% of the digits</source>
            <translation> % der Ziffern</translation>
        </message>
        <message>
            <source>See&amp;d</source>
            <translation>St&amp;artwert</translation>
        </message>
        <message>
            <source>The same seed repeats the same random choices.</source>
            <translation>Derselbe Startwert wiederholt dieselben Zufälle.</translation>
        </message>
        <message>
            <source>At most</source>
            <translation>Höchstens</translation>
        </message>
        <message>
            <source>Uses only so many digits: for a quick try.</source>
            <translation>Verwendet nur so viele Ziffern: für einen schnellen Versuch.</translation>
        </message>
        <message>
            <source>All digits</source>
            <translation>Alle Ziffern</translation>
        </message>
        <message>
            <source> digits</source>
            <translation> Ziffern</translation>
        </message>
        <message>
            <source>Var&amp;y the digits: shifted, turned and bent in each epoch</source>
            <translation>Zi&amp;ffern variieren: in jeder Epoche verschoben, gedreht und verbogen</translation>
        </message>
        <message>
            <source>Vary the digits</source>
            <translation>Ziffern variieren</translation>
        </message>
        <message>
            <source>Makes the model read hands that it has not seen; takes a little longer.</source>
            <translation>Lässt das Modell auch Handschriften lesen, die es nicht kennt; dauert etwas länger.</translation>
        </message>
        <message>
            <source>Convolutional, as bundled</source>
            <translation>Faltungsnetz, wie mitgeliefert</translation>
        </message>
        <message>
            <source>Convolutional, larger and slower</source>
            <translation>Faltungsnetz, größer und langsamer</translation>
        </message>
        <message>
            <source>LeNet, small and quick</source>
            <translation>LeNet, klein und schnell</translation>
        </message>
        <message>
            <source>Dense, the simplest</source>
            <translation>Vollverbunden, das einfachste</translation>
        </message>
        <message>
            <source>SGD with momentum</source>
            <translation>SGD mit Momentum</translation>
        </message>
        <message>
            <source>Warm-up, then falling to zero</source>
            <translation>Anlauf, dann fallend bis null</translation>
        </message>
        <message>
            <source>Constant</source>
            <translation>Gleichbleibend</translation>
        </message>
        <message>
            <source>MNIST (downloaded once)</source>
            <translation>MNIST (wird einmal geladen)</translation>
        </message>
        <message>
            <source>Digits drawn by DigitLens</source>
            <translation>Ziffern, von DigitLens gezeichnet</translation>
        </message>
        <message>
            <source>A folder…</source>
            <translation>Ein Ordner…</translation>
        </message>
        <message>
            <source>Standard</source>
            <translation>Standard</translation>
        </message>
        <message>
            <source>Quick try</source>
            <translation>Schneller Versuch</translation>
        </message>
        <message>
            <source>Thorough</source>
            <translation>Gründlich</translation>
        </message>
        <message>
            <source>Lesson: LeNet</source>
            <translation>Lektion: LeNet</translation>
        </message>
        <message>
            <source>Lesson: dense network</source>
            <translation>Lektion: vollverbundenes Netz</translation>
        </message>
        <message>
            <source>Custom</source>
            <translation>Eigene Wahl</translation>
        </message>
        <message numerus="yes">
            <source>{optimizer}, at most %n epoch(s), {batch} digits a step</source>
            <translation>
                <numerusform>{optimizer}, höchstens %n Epoche, {batch} Ziffern je Schritt</numerusform>
                <numerusform>{optimizer}, höchstens %n Epochen, {batch} Ziffern je Schritt</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PredictionView</name>
        <message>
            <source>Held-back digits with the model's answers</source>
            <translation>Zurückgehaltene Ziffern mit den Antworten des Modells</translation>
        </message>
        <message>
            <source>{right} of {count} held-back digits are read right:</source>
            <translation>{right} von {count} zurückgehaltenen Ziffern werden richtig gelesen:</translation>
        </message>
        <message>
            <source>{answer}, not {label}</source>
            <translation>{answer} statt {label}</translation>
        </message>
        <message>
            <source>{answer} instead of {label}, {percent}% sure.</source>
            <translation>{answer} statt {label}, zu {percent} % sicher.</translation>
        </message>
        <message>
            <source>{answer}, {percent}% sure.</source>
            <translation>{answer}, zu {percent} % sicher.</translation>
        </message>
        <message>
            <source>no digit</source>
            <translation>keine Ziffer</translation>
        </message>
    </context>
    <context>
        <name>PrivacyPage</name>
        <message>
            <source>Folders on this machine</source>
            <translation>Ordner auf diesem Rechner</translation>
        </message>
        <message>
            <source>Log, with events and errors but never a picture:</source>
            <translation>Log, mit Ereignissen und Fehlern, aber nie einem Bild:</translation>
        </message>
        <message>
            <source>Open Log Folder</source>
            <translation>Logordner öffnen</translation>
        </message>
        <message>
            <source>Data, with the models that were trained here:</source>
            <translation>Daten, mit den hier trainierten Modellen:</translation>
        </message>
        <message>
            <source>Open Data Folder</source>
            <translation>Datenordner öffnen</translation>
        </message>
        <message>
            <source>Delete Log Files</source>
            <translation>Logdateien löschen</translation>
        </message>
        <message>
            <source>Deletes what the log holds so far.</source>
            <translation>Löscht, was das Log bisher enthält.</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>Ergebnis</translation>
        </message>
        <message>
            <source>Your handwriting</source>
            <translation>Eigene Handschrift</translation>
        </message>
        <message>
            <source>Delete All Samples…</source>
            <translation>Alle Schriftproben löschen…</translation>
        </message>
        <message>
            <source>Deletes all samples of your handwriting, and the file that holds them.</source>
            <translation>Löscht alle Schriftproben und die Datei, die sie enthält.</translation>
        </message>
        <message>
            <source>Shows the folder in the file browser of the desktop.</source>
            <translation>Zeigt den Ordner in der Dateiverwaltung.</translation>
        </message>
        <message numerus="yes">
            <source>%n sample(s): small cut-outs of digits that you corrected or wrote, with what they are. Nothing else of a picture is kept.</source>
            <translation>
                <numerusform>%n Schriftprobe: ein kleiner Ausschnitt einer korrigierten oder geschriebenen Ziffer, mit dem, was sie ist. Sonst wird von keinem Bild etwas aufgehoben.</numerusform>
                <numerusform>%n Schriftproben: kleine Ausschnitte korrigierter oder geschriebener Ziffern, mit dem, was sie sind. Sonst wird von keinem Bild etwas aufgehoben.</numerusform>
            </translation>
        </message>
        <message>
            <source>The desktop has nothing to show a folder with.</source>
            <translation>Es gibt kein Programm, das den Ordner zeigen kann.</translation>
        </message>
        <message>
            <source>There is nothing yet: the folder {folder} does not exist.</source>
            <translation>Noch ist nichts da: Den Ordner {folder} gibt es nicht.</translation>
        </message>
        <message>
            <source>A log file could not be deleted: {reason}.</source>
            <translation>Eine Logdatei konnte nicht gelöscht werden: {reason}.</translation>
        </message>
        <message numerus="yes">
            <source>%n log file(s) deleted.</source>
            <translation>
                <numerusform>%n Logdatei gelöscht.</numerusform>
                <numerusform>%n Logdateien gelöscht.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ProbabilityBars</name>
        <message>
            <source>Probabilities</source>
            <translation>Wahrscheinlichkeiten</translation>
        </message>
    </context>
    <context>
        <name>Problems</name>
        <message>
            <source>Something went wrong in DigitLens ({name}); the details are in its log.</source>
            <translation>In DigitLens ist etwas schiefgegangen ({name}); Näheres steht im Log.</translation>
        </message>
        <message>
            <source>No log can be written, as the folder for it is not writable.</source>
            <translation>Es kann kein Log geschrieben werden, denn der Ordner dafür ist schreibgeschützt.</translation>
        </message>
        <message>
            <source>Open Log Folder</source>
            <translation>Logordner öffnen</translation>
        </message>
    </context>
    <context>
        <name>ReadingPage</name>
        <message>
            <source> px</source>
            <translation> px</translation>
        </message>
        <message>
            <source>Any</source>
            <translation>Beliebig</translation>
        </message>
        <message>
            <source>{title} in per cent</source>
            <translation>{title} in Prozent</translation>
        </message>
        <message>
            <source>Lower: more is read, and more of it wrong. Higher: less is read, and what is read is surer.</source>
            <translation>Niedriger: Mehr wird gelesen, und mehr davon falsch. Höher: Weniger wird gelesen, und das sicherer.</translation>
        </message>
    </context>
    <context>
        <name>ReadingWriter</name>
        <message>
            <source>{name} takes no more readings: its disk hangs.</source>
            <translation>{name} nimmt keine Ablesungen mehr an: Der Datenträger antwortet nicht.</translation>
        </message>
        <message>
            <source>{name} holds something else than readings and was left as it is; choose another file.</source>
            <translation>{name} enthält etwas anderes als Ablesungen und blieb, wie es ist; eine andere Datei wählen.</translation>
        </message>
        <message>
            <source>The disk is full: readings are no longer written to {name}; what is in it stays.</source>
            <translation>Der Datenträger ist voll: Ablesungen werden nicht mehr in {name} geschrieben; was darin steht, bleibt.</translation>
        </message>
        <message>
            <source>Readings cannot be written to {name} ({reason}).</source>
            <translation>Ablesungen können nicht in {name} geschrieben werden ({reason}).</translation>
        </message>
    </context>
    <context>
        <name>ReadingsModel</name>
        <message>
            <source>Confidence</source>
            <translation>Sicherheit</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>Zahl</translation>
        </message>
        <message>
            <source>{number}, corrected by you</source>
            <translation>{number}, von Hand korrigiert</translation>
        </message>
        <message>
            <source>yours</source>
            <translation>von Hand</translation>
        </message>
        <message>
            <source>{percent} sure</source>
            <translation>zu {percent} sicher</translation>
        </message>
    </context>
    <context>
        <name>ReadingsPanel</name>
        <message>
            <source>No number has been read yet.</source>
            <translation>Noch wurde keine Zahl gelesen.</translation>
        </message>
        <message>
            <source>Cop&amp;y</source>
            <translation>K&amp;opieren</translation>
        </message>
        <message>
            <source>Copies the selected number, or all</source>
            <translation>Kopiert die gewählte Zahl, oder alle</translation>
        </message>
        <message>
            <source>Copy A&amp;ll</source>
            <translation>A&amp;lles kopieren</translation>
        </message>
        <message>
            <source>Copies all numbers, one a line</source>
            <translation>Kopiert alle Zahlen, eine je Zeile</translation>
        </message>
        <message>
            <source>Numbers read</source>
            <translation>Gelesene Zahlen</translation>
        </message>
    </context>
    <context>
        <name>RecentMenu</name>
        <message>
            <source>Open &amp;Recent</source>
            <translation>&amp;Zuletzt geöffnet</translation>
        </message>
        <message>
            <source>&amp;Clear</source>
            <translation>&amp;Leeren</translation>
        </message>
        <message>
            <source>Forgets the files and folders opened last</source>
            <translation>Vergisst die zuletzt geöffneten Dateien und Ordner</translation>
        </message>
        <message>
            <source>{file} in {folder}</source>
            <translation>{file} in {folder}</translation>
        </message>
        <message>
            <source>Opens {path}</source>
            <translation>Öffnet {path}</translation>
        </message>
    </context>
    <context>
        <name>ReportPage</name>
        <message>
            <source>Verdict</source>
            <translation>Urteil</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>Grund</translation>
        </message>
        <message>
            <source>Report</source>
            <translation>Bericht</translation>
        </message>
        <message>
            <source>&amp;Use It Anyway</source>
            <translation>&amp;Trotzdem verwenden</translation>
        </message>
        <message>
            <source>Use it anyway</source>
            <translation>Trotzdem verwenden</translation>
        </message>
        <message>
            <source>Reads with the new model from now on, though it was not good enough.</source>
            <translation>Liest von jetzt an mit dem neuen Modell, obwohl es nicht gut genug war.</translation>
        </message>
        <message>
            <source>&amp;Go Back to the One Before</source>
            <translation>&amp;Zurück zum vorigen</translation>
        </message>
        <message>
            <source>Go back to the one before</source>
            <translation>Zurück zum vorigen</translation>
        </message>
        <message>
            <source>Reads with the model before again; the new one is kept.</source>
            <translation>Liest wieder mit dem vorigen Modell; das neue bleibt aufgehoben.</translation>
        </message>
        <message>
            <source>Open as a &amp;Page…</source>
            <translation>Als &amp;Seite öffnen…</translation>
        </message>
        <message>
            <source>Open as a page</source>
            <translation>Als Seite öffnen</translation>
        </message>
        <message>
            <source>Shows the whole report in the browser, to be read or printed.</source>
            <translation>Zeigt den ganzen Bericht im Browser, zum Lesen oder Drucken.</translation>
        </message>
        <message>
            <source>&amp;Done</source>
            <translation>&amp;Fertig</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>Fertig</translation>
        </message>
        <message>
            <source>Goes back to the choices.</source>
            <translation>Geht zurück zur Auswahl.</translation>
        </message>
        <message>
            <source>&amp;Measured on</source>
            <translation>&amp;Gemessen an</translation>
        </message>
        <message>
            <source>Digits that neither model learnt from; both read the same ones.</source>
            <translation>Ziffern, aus denen keines der Modelle gelernt hat; beide lesen dieselben.</translation>
        </message>
        <message>
            <source>Figures of both models</source>
            <translation>Zahlen beider Modelle</translation>
        </message>
        <message>
            <source>Figures of each digit</source>
            <translation>Zahlen jeder Ziffer</translation>
        </message>
        <message>
            <source>Confusion</source>
            <translation>Verwechslungen</translation>
        </message>
        <message>
            <source>Calibration</source>
            <translation>Kalibrierung</translation>
        </message>
        <message>
            <source>Mistakes</source>
            <translation>Fehler</translation>
        </message>
        <message>
            <source>Curves</source>
            <translation>Kurven</translation>
        </message>
        <message>
            <source>Overview</source>
            <translation>Überblick</translation>
        </message>
        <message>
            <source>Digits</source>
            <translation>Ziffern</translation>
        </message>
        <message>
            <source>The new model is in use.</source>
            <translation>Das neue Modell wird verwendet.</translation>
        </message>
        <message>
            <source>The model in use stays. The new one is kept, marked as refused.</source>
            <translation>Das verwendete Modell bleibt. Das neue ist aufgehoben, als abgelehnt gekennzeichnet.</translation>
        </message>
        <message>
            <source>There is no report of this training to be shown.</source>
            <translation>Zu diesem Training gibt es keinen Bericht.</translation>
        </message>
        <message>
            <source>{title} ({count})</source>
            <translation>{title} ({count})</translation>
        </message>
        <message>
            <source>Loss and accuracy</source>
            <translation>Verlust und Genauigkeit</translation>
        </message>
        <message>
            <source>New model</source>
            <translation>Neues Modell</translation>
        </message>
        <message>
            <source>Model before</source>
            <translation>Voriges Modell</translation>
        </message>
        <message>
            <source>The surest mistakes of the new model</source>
            <translation>Die sichersten Fehler des neuen Modells</translation>
        </message>
        <message>
            <source>Only the model before reads these right</source>
            <translation>Nur das vorige Modell liest diese richtig</translation>
        </message>
        <message>
            <source>Only the new model reads these right</source>
            <translation>Nur das neue Modell liest diese richtig</translation>
        </message>
    </context>
    <context>
        <name>ResultView</name>
        <message>
            <source>What was read</source>
            <translation>Was gelesen wurde</translation>
        </message>
        <message>
            <source>unsure</source>
            <translation>unsicher</translation>
        </message>
    </context>
    <context>
        <name>ResumeOffer</name>
        <message>
            <source>{what} Do you want to go on with it?</source>
            <translation>{what} Damit fortfahren?</translation>
        </message>
        <message>
            <source>Go On</source>
            <translation>Fortfahren</translation>
        </message>
        <message>
            <source>Dismiss</source>
            <translation>Verwerfen</translation>
        </message>
        <message>
            <source>Does not ask again; the Model page of the settings can go on with it</source>
            <translation>Fragt nicht noch einmal; auf der Seite „Modell“ der Einstellungen kann damit fortgefahren werden</translation>
        </message>
    </context>
    <context>
        <name>SampleButtons</name>
        <message>
            <source>&amp;This Is…</source>
            <translation>&amp;Das ist…</translation>
        </message>
        <message>
            <source>Says what the selected samples are; or press the key</source>
            <translation>Sagt, was die gewählten Proben sind; oder die Taste drücken</translation>
        </message>
        <message>
            <source>&amp;Delete</source>
            <translation>&amp;Löschen</translation>
        </message>
        <message>
            <source>Deletes the selected samples (Del)</source>
            <translation>Löscht die gewählten Proben (Entf)</translation>
        </message>
        <message>
            <source>&amp;Undo</source>
            <translation>&amp;Rückgängig</translation>
        </message>
        <message>
            <source>&amp;Redo</source>
            <translation>&amp;Wiederholen</translation>
        </message>
        <message>
            <source>&amp;Import</source>
            <translation>&amp;Importieren</translation>
        </message>
        <message>
            <source>Adds samples from a folder or file</source>
            <translation>Fügt Proben aus einem Ordner oder einer Datei hinzu</translation>
        </message>
        <message>
            <source>&amp;Export</source>
            <translation>&amp;Exportieren</translation>
        </message>
        <message>
            <source>Saves all samples in a file or folder</source>
            <translation>Speichert alle Proben in einer Datei oder einem Ordner</translation>
        </message>
        <message>
            <source>Delete &amp;All…</source>
            <translation>&amp;Alle löschen…</translation>
        </message>
        <message>
            <source>Deletes all samples and their file</source>
            <translation>Löscht alle Proben und ihre Datei</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>No Digit</source>
            <translation>Keine Ziffer</translation>
        </message>
        <message>
            <source>&amp;Pictures in Folders by Digit…</source>
            <translation>&amp;Bilder, je Ziffer ein Ordner…</translation>
        </message>
        <message>
            <source>&amp;File of Arrays (npz, IDX)…</source>
            <translation>&amp;Datei mit Arrays (npz, IDX)…</translation>
        </message>
    </context>
    <context>
        <name>Samples</name>
        <message>
            <source>no digit</source>
            <translation>keine Ziffer</translation>
        </message>
        <message>
            <source>test</source>
            <translation>Test</translation>
        </message>
        <message>
            <source>“test”: kept for testing. Every fifth sample of a digit is never trained on, so that it can tell whether a new model reads your hand better.</source>
            <translation>„Test“: zum Prüfen zurückgehalten. Jede fünfte Probe einer Ziffer wird nie trainiert, damit sie zeigt, ob ein neues Modell die Handschrift besser liest.</translation>
        </message>
        <message>
            <source>There are no samples of your handwriting yet.

Select a digit in the picture and press the key of what it is: it is kept here. Or choose Teach Me Your Hand in the Edit menu, and write all digits on a sheet.

Samples are small cut-outs of single digits, and they stay on this machine.</source>
            <translation>Noch gibt es keine Schriftproben.

Eine Ziffer im Bild auswählen und die Taste drücken, die sie ist: Sie wird hier aufgehoben. Oder im Menü „Bearbeiten“ „Handschrift beibringen“ wählen und alle Ziffern auf ein Blatt schreiben.

Schriftproben sind kleine Ausschnitte einzelner Ziffern, und sie bleiben auf diesem Rechner.</translation>
        </message>
        <message>
            <source>Reading your samples…</source>
            <translation>Die Schriftproben werden gelesen…</translation>
        </message>
        <message>
            <source>No sample is marked as no digit.</source>
            <translation>Keine Probe ist als „keine Ziffer“ gekennzeichnet.</translation>
        </message>
        <message>
            <source>There is no sample of the digit {digit} yet.</source>
            <translation>Von der Ziffer {digit} gibt es noch keine Probe.</translation>
        </message>
        <message>
            <source>The model had read {answer}.</source>
            <translation>Das Modell hatte gelesen: {answer}.</translation>
        </message>
        <message>
            <source>The model had read {answer}, {percent} sure.</source>
            <translation>Das Modell hatte gelesen: {answer}, zu {percent} sicher.</translation>
        </message>
        <message>
            <source>Kept for testing.</source>
            <translation>Zum Prüfen zurückgehalten.</translation>
        </message>
        <message>
            <source>{label}: corrected, {time}.</source>
            <translation>{label}: korrigiert, {time}.</translation>
        </message>
        <message>
            <source>{label}: missed by the model and marked, {time}.</source>
            <translation>{label}: vom Modell übersehen und markiert, {time}.</translation>
        </message>
        <message>
            <source>{label}: typed over a number, {time}.</source>
            <translation>{label}: über eine Zahl getippt, {time}.</translation>
        </message>
        <message>
            <source>{label}: written on a sheet, {time}.</source>
            <translation>{label}: auf ein Blatt geschrieben, {time}.</translation>
        </message>
        <message>
            <source>{label}: drawn on the pad, {time}.</source>
            <translation>{label}: auf der Zeichenfläche geschrieben, {time}.</translation>
        </message>
        <message>
            <source>{label}: imported, {time}.</source>
            <translation>{label}: importiert, {time}.</translation>
        </message>
        <message>
            <source>Select samples, then press 0 to 9 to say what they are.</source>
            <translation>Proben auswählen, dann mit 0 bis 9 angeben, was sie sind.</translation>
        </message>
        <message numerus="yes">
            <source>%n samples are selected.</source>
            <translation>
                <numerusform>%n Probe ist ausgewählt.</numerusform>
                <numerusform>%n Proben sind ausgewählt.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Mark %n sample(s) as no digit</source>
            <translation>
                <numerusform>%n Probe als „keine Ziffer“ kennzeichnen</numerusform>
                <numerusform>%n Proben als „keine Ziffer“ kennzeichnen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Mark %n sample(s) as {digit}</source>
            <translation>
                <numerusform>%n Probe als {digit} kennzeichnen</numerusform>
                <numerusform>%n Proben als {digit} kennzeichnen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Delete %n sample(s)</source>
            <translation>
                <numerusform>%n Probe löschen</numerusform>
                <numerusform>%n Proben löschen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Import %n sample(s)</source>
            <translation>
                <numerusform>%n Probe importieren</numerusform>
                <numerusform>%n Proben importieren</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n sample(s) were added.</source>
            <translation>
                <numerusform>%n Probe wurde hinzugefügt.</numerusform>
                <numerusform>%n Proben wurden hinzugefügt.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n were there already.</source>
            <translation>
                <numerusform>%n war schon da.</numerusform>
                <numerusform>%n waren schon da.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n picture(s) could not be used, such as {name}: {reason}.</source>
            <translation>
                <numerusform>%n Bild war nicht zu gebrauchen: {name}: {reason}.</numerusform>
                <numerusform>%n Bilder waren nicht zu gebrauchen, etwa {name}: {reason}.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n sample(s) were saved in {place}.</source>
            <translation>
                <numerusform>%n Probe wurde in {place} gespeichert.</numerusform>
                <numerusform>%n Proben wurden in {place} gespeichert.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Delete all %n sample(s) of your handwriting?</source>
            <translation>
                <numerusform>Die %n Schriftprobe löschen?</numerusform>
                <numerusform>Alle %n Schriftproben löschen?</numerusform>
            </translation>
        </message>
        <message>
            <source>The samples and the file that holds them are deleted from this machine, those kept for testing too. This cannot be undone. Models that learnt from them stay.</source>
            <translation>Die Schriftproben und die Datei, die sie enthält, werden von diesem Rechner gelöscht, auch die zum Prüfen zurückgehaltenen. Das lässt sich nicht rückgängig machen. Modelle, die aus ihnen gelernt haben, bleiben.</translation>
        </message>
        <message numerus="yes">
            <source>%n sample(s) were deleted, and their file with them.</source>
            <translation>
                <numerusform>%n Schriftprobe wurde gelöscht, und mit ihr die Datei.</numerusform>
                <numerusform>%n Schriftproben wurden gelöscht, und mit ihnen die Datei.</numerusform>
            </translation>
        </message>
        <message>
            <source>Delete All Samples</source>
            <translation>Alle Schriftproben löschen</translation>
        </message>
        <message>
            <source>&amp;Delete All</source>
            <translation>Alle &amp;löschen</translation>
        </message>
    </context>
    <context>
        <name>SamplesDialog</name>
        <message>
            <source>My Handwriting</source>
            <translation>Meine Handschrift</translation>
        </message>
        <message>
            <source>Import Samples</source>
            <translation>Schriftproben importieren</translation>
        </message>
        <message>
            <source>Samples (*.npz *ubyte *ubyte.gz *.idx *.gz)</source>
            <translation>Schriftproben (*.npz *ubyte *ubyte.gz *.idx *.gz)</translation>
        </message>
        <message>
            <source>All files</source>
            <translation>Alle Dateien</translation>
        </message>
        <message>
            <source>Export Samples</source>
            <translation>Schriftproben exportieren</translation>
        </message>
        <message>
            <source>Samples (*.npz)</source>
            <translation>Schriftproben (*.npz)</translation>
        </message>
        <message>
            <source>handwriting</source>
            <translation>Handschrift</translation>
        </message>
        <message>
            <source>Importing {name}…</source>
            <translation>{name} wird importiert…</translation>
        </message>
        <message>
            <source>Saving…</source>
            <translation>Wird gespeichert…</translation>
        </message>
        <message>
            <source>Cancelled; nothing was changed.</source>
            <translation>Abgebrochen; nichts wurde geändert.</translation>
        </message>
        <message>
            <source>Samples</source>
            <translation>Schriftproben</translation>
        </message>
        <message>
            <source>Selected samples</source>
            <translation>Ausgewählte Proben</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>Ergebnis</translation>
        </message>
        <message>
            <source>Progress</source>
            <translation>Fortschritt</translation>
        </message>
    </context>
    <context>
        <name>Setting</name>
        <message>
            <source>Camera</source>
            <translation>Kamera</translation>
        </message>
        <message>
            <source>The camera that is opened at the start, known again even on another socket.</source>
            <translation>Die Kamera, die beim Start geöffnet wird; sie wird auch an einem anderen Anschluss erkannt.</translation>
        </message>
        <message>
            <source>Mirror the picture</source>
            <translation>Bild spiegeln</translation>
        </message>
        <message>
            <source>Shows the picture as a mirror would; reading is not affected.</source>
            <translation>Zeigt das Bild wie in einem Spiegel; das Lesen ändert sich nicht.</translation>
        </message>
        <message>
            <source>Resolution</source>
            <translation>Auflösung</translation>
        </message>
        <message>
            <source>Size of the picture; a larger one shows smaller digits and takes longer to read.</source>
            <translation>Größe des Bildes; ein größeres zeigt kleinere Ziffern, und das Lesen dauert länger.</translation>
        </message>
        <message>
            <source>Frames a second</source>
            <translation>Bilder je Sekunde</translation>
        </message>
        <message>
            <source>How often the camera gives a picture; in dim light many give fewer.</source>
            <translation>Wie oft die Kamera ein Bild gibt; bei wenig Licht geben viele weniger.</translation>
        </message>
        <message>
            <source>Automatic exposure</source>
            <translation>Automatische Belichtung</translation>
        </message>
        <message>
            <source>The camera finds the brightness itself; switched off, it keeps that of now.</source>
            <translation>Die Kamera sucht die Helligkeit selbst; ausgeschaltet behält sie die jetzige.</translation>
        </message>
        <message>
            <source>Automatic focus</source>
            <translation>Automatische Schärfe</translation>
        </message>
        <message>
            <source>The camera focuses itself; switched off, it keeps the focus of now.</source>
            <translation>Die Kamera stellt selbst scharf; ausgeschaltet behält sie die jetzige Schärfe.</translation>
        </message>
        <message>
            <source>Patience with streams</source>
            <translation>Geduld mit Streams</translation>
        </message>
        <message>
            <source>So many seconds may a network camera be silent before it is connected anew.</source>
            <translation>So viele Sekunden darf eine Netzwerkkamera schweigen, bevor sie neu verbunden wird.</translation>
        </message>
        <message>
            <source>Least confidence</source>
            <translation>Mindestsicherheit</translation>
        </message>
        <message>
            <source>Digits that are less sure than this are shown as “?” instead of being guessed.</source>
            <translation>Weniger sichere Ziffern werden als „?“ gezeigt statt geraten.</translation>
        </message>
        <message>
            <source>Theme</source>
            <translation>Farbschema</translation>
        </message>
        <message>
            <source>Colours of the window: those of the desktop, or always light or dark.</source>
            <translation>Farben des Fensters: die des Systems, oder immer hell oder dunkel.</translation>
        </message>
        <message>
            <source>Like the desktop</source>
            <translation>Wie das System</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Hell</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Dunkel</translation>
        </message>
        <message>
            <source>Least height</source>
            <translation>Mindesthöhe</translation>
        </message>
        <message>
            <source>Digits lower than this, in pixels of the picture, are passed over.</source>
            <translation>Ziffern, die niedriger sind, in Pixeln des Bildes, werden übergangen.</translation>
        </message>
        <message>
            <source>Read</source>
            <translation>Lesen</translation>
        </message>
        <message>
            <source>Digits that stand together as one number, or each digit by itself.</source>
            <translation>Ziffern, die zusammenstehen, als eine Zahl, oder jede Ziffer für sich.</translation>
        </message>
        <message>
            <source>Whole numbers</source>
            <translation>Ganze Zahlen</translation>
        </message>
        <message>
            <source>Single digits</source>
            <translation>Einzelne Ziffern</translation>
        </message>
        <message>
            <source>Smoothing</source>
            <translation>Glättung</translation>
        </message>
        <message>
            <source>How many frames must agree before a digit of a moving picture is shown.</source>
            <translation>Wie viele Bilder übereinstimmen müssen, bevor eine Ziffer eines bewegten Bildes gezeigt wird.</translation>
        </message>
        <message>
            <source>Off</source>
            <translation>Aus</translation>
        </message>
        <message>
            <source>Normal</source>
            <translation>Normal</translation>
        </message>
        <message>
            <source>Strong</source>
            <translation>Stark</translation>
        </message>
        <message>
            <source>Freeze and copy a steady number</source>
            <translation>Ruhige Zahl einfrieren und kopieren</translation>
        </message>
        <message>
            <source>Halts the picture and copies the number as soon as it stands still and is sure.</source>
            <translation>Hält das Bild an und kopiert die Zahl, sobald sie stillsteht und sicher ist.</translation>
        </message>
        <message>
            <source>Expected digits</source>
            <translation>Erwartete Ziffern</translation>
        </message>
        <message>
            <source>A steady number is taken only with so many digits; 0 takes any.</source>
            <translation>Eine ruhige Zahl wird nur mit so vielen Ziffern genommen; 0 nimmt jede.</translation>
        </message>
        <message>
            <source>Mark digits with</source>
            <translation>Markierung der Ziffern</translation>
        </message>
        <message>
            <source>What is drawn around a digit that was read.</source>
            <translation>Was um eine gelesene Ziffer gezeichnet wird.</translation>
        </message>
        <message>
            <source>A box</source>
            <translation>Rahmen</translation>
        </message>
        <message>
            <source>A line below</source>
            <translation>Linie darunter</translation>
        </message>
        <message>
            <source>The digit alone</source>
            <translation>Nur die Ziffer</translation>
        </message>
        <message>
            <source>Size of the labels</source>
            <translation>Größe der Beschriftung</translation>
        </message>
        <message>
            <source>How large digits are written over the picture.</source>
            <translation>Wie groß Ziffern über das Bild geschrieben werden.</translation>
        </message>
        <message>
            <source>Small</source>
            <translation>Klein</translation>
        </message>
        <message>
            <source>Large</source>
            <translation>Groß</translation>
        </message>
        <message>
            <source>Show the confidence</source>
            <translation>Sicherheit anzeigen</translation>
        </message>
        <message>
            <source>Writes beside each digit how sure it is, in percent.</source>
            <translation>Schreibt neben jede Ziffer, wie sicher sie ist, in Prozent.</translation>
        </message>
        <message>
            <source>Show what is not sure</source>
            <translation>Unsicheres anzeigen</translation>
        </message>
        <message>
            <source>Marks with “?” what may be a digit and is not sure enough.</source>
            <translation>Markiert mit „?“, was eine Ziffer sein kann und nicht sicher genug ist.</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>Sprache</translation>
        </message>
        <message>
            <source>Language of the window; takes effect when DigitLens is started again.</source>
            <translation>Sprache des Fensters; gilt ab dem nächsten Start von DigitLens.</translation>
        </message>
        <message>
            <source>English</source>
            <translation>English</translation>
        </message>
        <message>
            <source>Deutsch</source>
            <translation>Deutsch</translation>
        </message>
        <message>
            <source>Remember opened files</source>
            <translation>Geöffnete Dateien merken</translation>
        </message>
        <message>
            <source>Lists the files and folders opened last in the menu; off forgets them.</source>
            <translation>Führt die zuletzt geöffneten Dateien und Ordner im Menü auf; aus vergisst sie.</translation>
        </message>
        <message>
            <source>Training</source>
            <translation>Training</translation>
        </message>
        <message>
            <source>Network and other choices of the next training.</source>
            <translation>Netz und andere Wahl für das nächste Training.</translation>
        </message>
    </context>
    <context>
        <name>Settings</name>
        <message>
            <source>The settings cannot be saved in {folder} ({reason}): changes are lost when the window closes.</source>
            <translation>Die Einstellungen können in {folder} nicht gespeichert werden ({reason}): Änderungen gehen verloren, wenn das Fenster geschlossen wird.</translation>
        </message>
        <message>
            <source>too large</source>
            <translation>zu groß</translation>
        </message>
        <message>
            <source>damaged</source>
            <translation>beschädigt</translation>
        </message>
        <message>
            <source>written by a newer DigitLens</source>
            <translation>von einem neueren DigitLens geschrieben</translation>
        </message>
        <message>
            <source>The settings could not be read ({reason}): the defaults are used, and the old file is kept as {name}.</source>
            <translation>Die Einstellungen konnten nicht gelesen werden ({reason}): Es gelten die Standardwerte, und die alte Datei bleibt als {name} erhalten.</translation>
        </message>
        <message>
            <source>The settings could not be read ({reason}): the defaults are used.</source>
            <translation>Die Einstellungen konnten nicht gelesen werden ({reason}): Es gelten die Standardwerte.</translation>
        </message>
        <message>
            <source>Some settings had values that do not fit ({names}): their defaults are used, and the old file is kept as {name}.</source>
            <translation>Einige Einstellungen hatten unpassende Werte ({names}): Für sie gelten die Standardwerte, und die alte Datei bleibt als {name} erhalten.</translation>
        </message>
        <message>
            <source>Some settings had values that do not fit ({names}): their defaults are used.</source>
            <translation>Einige Einstellungen hatten unpassende Werte ({names}): Für sie gelten die Standardwerte.</translation>
        </message>
    </context>
    <context>
        <name>SettingsDialog</name>
        <message>
            <source>Settings</source>
            <translation>Einstellungen</translation>
        </message>
        <message>
            <source>Pages</source>
            <translation>Seiten</translation>
        </message>
        <message>
            <source>Camera</source>
            <translation>Kamera</translation>
        </message>
        <message>
            <source>Reading</source>
            <translation>Lesen</translation>
        </message>
        <message>
            <source>Appearance</source>
            <translation>Darstellung</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>Privacy</source>
            <translation>Datenschutz</translation>
        </message>
        <message>
            <source>Gives every setting its first value again; models stay.</source>
            <translation>Gibt jeder Einstellung wieder ihren ersten Wert; Modelle bleiben.</translation>
        </message>
        <message>
            <source>Training is running</source>
            <translation>Ein Training läuft</translation>
        </message>
        <message>
            <source>A training is running. Closing the window ends it; the model in use stays.</source>
            <translation>Ein Training läuft. Das Schließen des Fensters beendet es; das verwendete Modell bleibt.</translation>
        </message>
        <message>
            <source>&amp;End Training</source>
            <translation>Training &amp;beenden</translation>
        </message>
        <message>
            <source>&amp;Keep Training</source>
            <translation>&amp;Weiter trainieren</translation>
        </message>
    </context>
    <context>
        <name>SheetGuide</name>
        <message>
            <source>Picture of the sheet</source>
            <translation>Bild des Blattes</translation>
        </message>
        <message>
            <source>Rows on a sheet of paper: {rows}; in each 0 1 2 3 4 5 6 7 8 9, apart.</source>
            <translation>Zeilen auf einem Blatt Papier: {rows}; in jeder 0 1 2 3 4 5 6 7 8 9, mit Abstand.</translation>
        </message>
    </context>
    <context>
        <name>SheetView</name>
        <message>
            <source>Picture of your sheet</source>
            <translation>Bild des beschriebenen Blattes</translation>
        </message>
    </context>
    <context>
        <name>Shortcuts</name>
        <message>
            <source>Anywhere</source>
            <translation>Überall</translation>
        </message>
        <message>
            <source>arrow keys</source>
            <translation>Pfeiltasten</translation>
        </message>
        <message>
            <source>In the picture</source>
            <translation>Im Bild</translation>
        </message>
        <message>
            <source>Arrow keys</source>
            <translation>Pfeiltasten</translation>
        </message>
        <message>
            <source>Select the next digit in that direction</source>
            <translation>Die nächste Ziffer in dieser Richtung auswählen</translation>
        </message>
        <message>
            <source>The same, and what was not read as well</source>
            <translation>Dasselbe, auch bei nicht Gelesenem</translation>
        </message>
        <message>
            <source>Click</source>
            <translation>Klick</translation>
        </message>
        <message>
            <source>Select a digit, to see how it was read</source>
            <translation>Eine Ziffer auswählen, um zu sehen, wie sie gelesen wurde</translation>
        </message>
        <message>
            <source>Select nothing</source>
            <translation>Nichts auswählen</translation>
        </message>
        <message>
            <source>Wheel</source>
            <translation>Mausrad</translation>
        </message>
        <message>
            <source>Zoom in and out at the pointer</source>
            <translation>Am Zeiger vergrößern und verkleinern</translation>
        </message>
        <message>
            <source>Drag</source>
            <translation>Ziehen</translation>
        </message>
        <message>
            <source>Move a zoomed picture</source>
            <translation>Ein vergrößertes Bild verschieben</translation>
        </message>
        <message>
            <source>Move a zoomed picture by key</source>
            <translation>Ein vergrößertes Bild mit Tasten verschieben</translation>
        </message>
        <message>
            <source>Leave the picture for the next control</source>
            <translation>Das Bild verlassen, zum nächsten Bedienelement</translation>
        </message>
        <message>
            <source>While a region is drawn</source>
            <translation>Beim Zeichnen eines Bereichs</translation>
        </message>
        <message>
            <source>Draw the region</source>
            <translation>Den Bereich zeichnen</translation>
        </message>
        <message>
            <source>Move the region</source>
            <translation>Den Bereich verschieben</translation>
        </message>
        <message>
            <source>Change its size</source>
            <translation>Seine Größe ändern</translation>
        </message>
        <message>
            <source>Read in this region only</source>
            <translation>Nur in diesem Bereich lesen</translation>
        </message>
        <message>
            <source>Give up drawing</source>
            <translation>Das Zeichnen aufgeben</translation>
        </message>
        <message>
            <source>In the list of numbers</source>
            <translation>In der Liste der Zahlen</translation>
        </message>
        <message>
            <source>Double-click</source>
            <translation>Doppelklick</translation>
        </message>
        <message>
            <source>Type the right digits over a number</source>
            <translation>Die richtigen Ziffern über eine Zahl tippen</translation>
        </message>
        <message>
            <source>While a missed digit is marked</source>
            <translation>Beim Markieren einer übersehenen Ziffer</translation>
        </message>
        <message>
            <source>Draw a box around it</source>
            <translation>Einen Rahmen darum zeichnen</translation>
        </message>
        <message>
            <source>Move the box</source>
            <translation>Den Rahmen verschieben</translation>
        </message>
        <message>
            <source>Say which digit it is</source>
            <translation>Angeben, welche Ziffer es ist</translation>
        </message>
        <message>
            <source>Give up marking</source>
            <translation>Das Markieren aufgeben</translation>
        </message>
    </context>
    <context>
        <name>ShortcutsDialog</name>
        <message>
            <source>Shortcuts</source>
            <translation>Tastenkürzel</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>Suchen</translation>
        </message>
        <message>
            <source>Search the shortcuts</source>
            <translation>Tastenkürzel durchsuchen</translation>
        </message>
        <message>
            <source>What</source>
            <translation>Was</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>Tasten</translation>
        </message>
    </context>
    <context>
        <name>ShowPage</name>
        <message>
            <source>Open a &amp;Photo…</source>
            <translation>&amp;Foto öffnen…</translation>
        </message>
        <message>
            <source>&amp;Live Picture</source>
            <translation>Live-&amp;Bild</translation>
        </message>
        <message>
            <source>&amp;Write Here</source>
            <translation>&amp;Hier schreiben</translation>
        </message>
        <message>
            <source>&amp;Undo Stroke</source>
            <translation>&amp;Strich zurücknehmen</translation>
        </message>
        <message>
            <source>Rows that were found</source>
            <translation>Gefundene Zeilen</translation>
        </message>
        <message>
            <source>What to do</source>
            <translation>Was zu tun ist</translation>
        </message>
        <message>
            <source>Write 0 1 2 3 4 5 6 7 8 9 in a row, apart, as you always do.</source>
            <translation>0 1 2 3 4 5 6 7 8 9 in eine Zeile schreiben, mit Abstand, wie gewohnt.</translation>
        </message>
    </context>
    <context>
        <name>SourceChooser</name>
        <message>
            <source>There is nothing to open on the clipboard: copy a picture, a path or an address first.</source>
            <translation>In der Zwischenablage ist nichts zu öffnen: zuerst ein Bild, einen Pfad oder eine Adresse kopieren.</translation>
        </message>
        <message>
            <source>Opened the first of {count}.</source>
            <translation>Das erste von {count} wurde geöffnet.</translation>
        </message>
        <message>
            <source>Pasted picture</source>
            <translation>Eingefügtes Bild</translation>
        </message>
        <message>
            <source>The camera chosen last is not connected; another can be chosen in the Camera menu.</source>
            <translation>Die zuletzt gewählte Kamera ist nicht angeschlossen; im Menü „Kamera“ kann eine andere gewählt werden.</translation>
        </message>
        <message>
            <source>No camera was found.</source>
            <translation>Es wurde keine Kamera gefunden.</translation>
        </message>
    </context>
    <context>
        <name>SourceStatus</name>
        <message>
            <source>Still opening {name}…</source>
            <translation>{name} wird noch geöffnet…</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>{problem} Reconnecting…</source>
            <translation>{problem} Wird neu verbunden…</translation>
        </message>
        <message>
            <source>Try Now</source>
            <translation>Jetzt versuchen</translation>
        </message>
        <message>
            <source>Reconnect</source>
            <translation>Neu verbinden</translation>
        </message>
        <message>
            <source>Open…</source>
            <translation>Öffnen…</translation>
        </message>
        <message>
            <source>{name} has stalled: no new picture comes.</source>
            <translation>{name} hängt: Es kommt kein neues Bild.</translation>
        </message>
        <message>
            <source>Drop a picture or a video here, or open one with Ctrl+O.</source>
            <translation>Ein Bild oder Video hier fallen lassen oder mit Strg+O öffnen.</translation>
        </message>
        <message>
            <source>{name} could not be opened.</source>
            <translation>{name} konnte nicht geöffnet werden.</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>Angehalten</translation>
        </message>
        <message>
            <source>{name} is off.</source>
            <translation>{name} ist aus.</translation>
        </message>
        <message>
            <source>Opening {name}…</source>
            <translation>{name} wird geöffnet…</translation>
        </message>
        <message>
            <source>Camera off: Space turns it on</source>
            <translation>Kamera aus: Leertaste schaltet sie ein</translation>
        </message>
        <message>
            <source>Frozen: Space goes on</source>
            <translation>Eingefroren: Leertaste geht weiter</translation>
        </message>
    </context>
    <context>
        <name>StatusBar</name>
        <message>
            <source>{rate} fps</source>
            <translation>{rate} Bilder/s</translation>
        </message>
        <message>
            <source>{time} ms</source>
            <translation>{time} ms</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>Quelle</translation>
        </message>
        <message>
            <source>Hint</source>
            <translation>Hinweis</translation>
        </message>
        <message>
            <source>What is written or copied</source>
            <translation>Was geschrieben oder kopiert wird</translation>
        </message>
        <message>
            <source>Position among the files</source>
            <translation>Stelle unter den Dateien</translation>
        </message>
        <message>
            <source>Size of the picture</source>
            <translation>Größe des Bildes</translation>
        </message>
        <message>
            <source>Frames a second, as measured</source>
            <translation>Bilder je Sekunde, gemessen</translation>
        </message>
        <message>
            <source>Time to read a frame</source>
            <translation>Zeit, um ein Bild zu lesen</translation>
        </message>
        <message>
            <source>Frames shown but not read, as newer ones had come</source>
            <translation>Bilder, die gezeigt, aber nicht gelesen wurden, weil schon neuere da waren</translation>
        </message>
        <message>
            <source>{count} dropped</source>
            <translation>{count} ausgelassen</translation>
        </message>
        <message>
            <source>frozen</source>
            <translation>eingefroren</translation>
        </message>
        <message>
            <source>Writing {name}</source>
            <translation>Schreibt {name}</translation>
        </message>
        <message>
            <source>Each new reading is added to {path}</source>
            <translation>Jede neue Ablesung wird an {path} angehängt</translation>
        </message>
        <message>
            <source>Copying</source>
            <translation>Kopiert</translation>
        </message>
        <message>
            <source>Each new reading is copied</source>
            <translation>Jede neue Ablesung wird kopiert</translation>
        </message>
    </context>
    <context>
        <name>TeachingDialog</name>
        <message>
            <source>Teach Me Your Hand</source>
            <translation>Handschrift beibringen</translation>
        </message>
        <message>
            <source>Digits so far</source>
            <translation>Ziffern bisher</translation>
        </message>
        <message>
            <source>&amp;Back</source>
            <translation>&amp;Zurück</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <source>Step 1 of 3: Write</source>
            <translation>Schritt 1 von 3: Schreiben</translation>
        </message>
        <message>
            <source>Step 2 of 3: Show the sheet</source>
            <translation>Schritt 2 von 3: Das Blatt zeigen</translation>
        </message>
        <message>
            <source>Step 3 of 3: Look it over</source>
            <translation>Schritt 3 von 3: Durchsehen</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>Fertig</translation>
        </message>
        <message>
            <source>&amp;Learn These</source>
            <translation>Diese &amp;lernen</translation>
        </message>
        <message>
            <source>&amp;Next</source>
            <translation>&amp;Weiter</translation>
        </message>
        <message>
            <source>{count} of {expected}</source>
            <translation>{count} von {expected}</translation>
        </message>
        <message>
            <source>{count} of {expected}; the model misreads {misread} of them</source>
            <translation>{count} von {expected}; {misread} davon liest das Modell falsch</translation>
        </message>
        <message>
            <source>There is no live picture. Open a camera in the window, or open a photo.</source>
            <translation>Es gibt kein Live-Bild. Im Fenster eine Kamera öffnen, oder ein Foto öffnen.</translation>
        </message>
        <message>
            <source>Open a Photo of the Sheet</source>
            <translation>Foto des Blattes öffnen</translation>
        </message>
        <message>
            <source>Pictures</source>
            <translation>Bilder</translation>
        </message>
        <message>
            <source>All files</source>
            <translation>Alle Dateien</translation>
        </message>
        <message>
            <source>Reading {name}…</source>
            <translation>{name} wird gelesen…</translation>
        </message>
        <message>
            <source>Open a Photo…</source>
            <translation>Foto öffnen…</translation>
        </message>
        <message>
            <source>Try Again</source>
            <translation>Erneut versuchen</translation>
        </message>
        <message>
            <source>Row {row}: all ten digits</source>
            <translation>Zeile {row}: alle zehn Ziffern</translation>
        </message>
        <message>
            <source>Row {row}: {found} of ten digits; the others are unclear</source>
            <translation>Zeile {row}: {found} von zehn Ziffern; die anderen sind unklar</translation>
        </message>
        <message>
            <source>Row {row}: {found} digits found, 10 expected; the {missing} seems to be missing. Write them apart.</source>
            <translation>Zeile {row}: {found} Ziffern gefunden, 10 erwartet; die {missing} scheint zu fehlen. Mit Abstand schreiben.</translation>
        </message>
        <message>
            <source>Row {row}: {found} digits found, 10 expected. Write them apart.</source>
            <translation>Zeile {row}: {found} Ziffern gefunden, 10 erwartet. Mit Abstand schreiben.</translation>
        </message>
        <message>
            <source>Row {row}: {found} digits found, 10 expected. Cover what does not belong to the row.</source>
            <translation>Zeile {row}: {found} Ziffern gefunden, 10 erwartet. Abdecken, was nicht zur Zeile gehört.</translation>
        </message>
        <message>
            <source>Row {row}: this does not look like 0 to 9 in order, upright.</source>
            <translation>Zeile {row}: Das sieht nicht aus wie 0 bis 9 der Reihe nach, aufrecht.</translation>
        </message>
        <message>
            <source>No rows of digits are seen yet. Hold the sheet so that it fills the picture.</source>
            <translation>Noch sind keine Zeilen von Ziffern zu sehen. Das Blatt so halten, dass es das Bild füllt.</translation>
        </message>
        <message>
            <source>Hold still…</source>
            <translation>Stillhalten…</translation>
        </message>
        <message>
            <source>All rows are read.</source>
            <translation>Alle Zeilen sind gelesen.</translation>
        </message>
        <message>
            <source>The rows that are seen are read; show the others too, or go on.</source>
            <translation>Die sichtbaren Zeilen sind gelesen; auch die anderen zeigen, oder weitergehen.</translation>
        </message>
        <message>
            <source>Some rows are not read. Tilt the sheet to the light, or go on without them.</source>
            <translation>Einige Zeilen sind nicht gelesen. Das Blatt zum Licht neigen, oder ohne sie weitergehen.</translation>
        </message>
    </context>
    <context>
        <name>Told</name>
        <message>
            <source>The camera '{name}' could not be opened: {reason} or choose another camera.</source>
            <translation>Die Kamera '{name}' konnte nicht geöffnet werden: {reason} oder eine andere Kamera wählen.</translation>
        </message>
        <message>
            <source>it may be in use by another program; close that program</source>
            <translation>vielleicht verwendet sie ein anderes Programm; dieses schließen</translation>
        </message>
        <message>
            <source>it may be in use by another program; close that program, allow this program to use the camera in the system's privacy settings</source>
            <translation>vielleicht verwendet sie ein anderes Programm; dieses schließen, diesem Programm in den Datenschutzeinstellungen des Systems die Kamera erlauben</translation>
        </message>
        <message>
            <source>The camera '{name}' gives no picture: {reason} or choose another camera.</source>
            <translation>Die Kamera '{name}' gibt kein Bild: {reason} oder eine andere Kamera wählen.</translation>
        </message>
        <message>
            <source>The camera '{name}' is not there; plug it in or choose another camera.</source>
            <translation>Die Kamera '{name}' ist nicht da; anschließen oder eine andere Kamera wählen.</translation>
        </message>
        <message>
            <source>Your account may not use the camera '{name}'; add it to the group 'video' (sudo usermod -aG video "$USER") and sign in again.</source>
            <translation>Dieses Benutzerkonto darf die Kamera '{name}' nicht verwenden; es in die Gruppe 'video' aufnehmen (sudo usermod -aG video "$USER") und neu anmelden.</translation>
        </message>
        <message>
            <source>The camera '{name}' was lost; check its cable.</source>
            <translation>Die Verbindung zur Kamera '{name}' ist abgebrochen; das Kabel prüfen.</translation>
        </message>
        <message>
            <source>{name} stopped sending pictures.</source>
            <translation>{name} sendet keine Bilder mehr.</translation>
        </message>
        <message>
            <source>{name} was stopped by an unexpected error.</source>
            <translation>{name} wurde durch einen unerwarteten Fehler angehalten.</translation>
        </message>
        <message>
            <source>{name} is larger than {limit} MB; use a smaller copy.</source>
            <translation>{name} ist größer als {limit} MB; eine kleinere Kopie verwenden.</translation>
        </message>
        <message>
            <source>{name} is a folder; choose a file in it.</source>
            <translation>{name} ist ein Ordner; eine Datei darin wählen.</translation>
        </message>
        <message>
            <source>{name} is a device or a pipe; choose an ordinary file.</source>
            <translation>{name} ist ein Gerät oder eine Pipe; eine gewöhnliche Datei wählen.</translation>
        </message>
        <message>
            <source>There is no file {name}; check its name and folder.</source>
            <translation>Die Datei {name} gibt es nicht; Name und Ordner prüfen.</translation>
        </message>
        <message>
            <source>{name} may not be read by your account; change its permissions or copy it.</source>
            <translation>{name} darf von diesem Benutzerkonto nicht gelesen werden; die Rechte ändern oder eine Kopie anlegen.</translation>
        </message>
        <message>
            <source>{name} could not be opened ({reason}); use another file.</source>
            <translation>{name} konnte nicht geöffnet werden ({reason}); eine andere Datei verwenden.</translation>
        </message>
        <message>
            <source>its name is not valid</source>
            <translation>der Name ist ungültig</translation>
        </message>
        <message>
            <source>{name} is empty; copy or save it again.</source>
            <translation>{name} ist leer; noch einmal kopieren oder speichern.</translation>
        </message>
        <message>
            <source>{name} is not a picture that can be read; use {known}.</source>
            <translation>{name} ist kein lesbares Bild; {known} verwenden.</translation>
        </message>
        <message>
            <source>JPEG, PNG, TIFF, WebP, GIF, BMP, PPM, AVIF or HEIC</source>
            <translation>JPEG, PNG, TIFF, WebP, GIF, BMP, PPM, AVIF oder HEIC</translation>
        </message>
        <message>
            <source>{name} is {kind} file, which is not read here; save it as PNG.</source>
            <translation>{name} ist eine {kind}-Datei; solche werden hier nicht gelesen: als PNG speichern.</translation>
        </message>
        <message>
            <source>a PostScript</source>
            <translation>PostScript</translation>
        </message>
        <message>
            <source>a Photoshop</source>
            <translation>Photoshop</translation>
        </message>
        <message>
            <source>a FITS</source>
            <translation>FITS</translation>
        </message>
        <message>
            <source>a PDF</source>
            <translation>PDF</translation>
        </message>
        <message>
            <source>an SVG</source>
            <translation>SVG</translation>
        </message>
        <message>
            <source>{name} has {size} the {limit} million read here; save a smaller copy.</source>
            <translation>{name} hat {size} die {limit} Millionen, die hier gelesen werden; eine kleinere Kopie speichern.</translation>
        </message>
        <message>
            <source>{width} x {height} pixels, more than</source>
            <translation>{width} × {height} Pixel, mehr als</translation>
        </message>
        <message>
            <source>more pixels than</source>
            <translation>mehr Pixel als</translation>
        </message>
        <message>
            <source>{name} has more than {count} pages; split it.</source>
            <translation>{name} hat mehr als {count} Seiten; aufteilen.</translation>
        </message>
        <message>
            <source>{name} has no pixels; save it again or use another copy.</source>
            <translation>{name} hat keine Pixel; noch einmal speichern oder eine andere Kopie verwenden.</translation>
        </message>
        <message>
            <source>{name} is an HEIC picture, which needs one more package: run pip install "digitlens[heic]", or save it as JPEG.</source>
            <translation>{name} ist ein HEIC-Bild, das ein weiteres Paket braucht: pip install "digitlens[heic]" ausführen oder als JPEG speichern.</translation>
        </message>
        <message>
            <source>There is not enough memory for {name}; save a smaller copy.</source>
            <translation>Für {name} reicht der Speicher nicht; eine kleinere Kopie speichern.</translation>
        </message>
        <message>
            <source>{name} is damaged or cut short; save it again or use another copy.</source>
            <translation>{name} ist beschädigt oder unvollständig; noch einmal speichern oder eine andere Kopie verwenden.</translation>
        </message>
        <message>
            <source>Very large: read at 1/{scale} of its {width} x {height} pixels.</source>
            <translation>Sehr groß: mit 1/{scale} der {width} × {height} Pixel gelesen.</translation>
        </message>
        <message>
            <source>Very large: read at 1/{scale} of its {width} x {height} pixels; {note}.</source>
            <translation>Sehr groß: mit 1/{scale} der {width} × {height} Pixel gelesen; {note}.</translation>
        </message>
        <message>
            <source>Animated: the first frame only.</source>
            <translation>Animiert: nur das erste Bild.</translation>
        </message>
        <message>
            <source>Animated: the first frame only; {note}.</source>
            <translation>Animiert: nur das erste Bild; {note}.</translation>
        </message>
        <message>
            <source>Several pages: the first one only.</source>
            <translation>Mehrere Seiten: nur die erste.</translation>
        </message>
        <message>
            <source>animated: the first frame only</source>
            <translation>animiert: nur das erste Bild</translation>
        </message>
        <message>
            <source>animated: the first frame only; {note}</source>
            <translation>animiert: nur das erste Bild; {note}</translation>
        </message>
        <message>
            <source>several pages: the first one only</source>
            <translation>mehrere Seiten: nur die erste</translation>
        </message>
        <message>
            <source>There is no file, camera or stream {name}; give the path of a picture or video, the name or number of a camera, or an address such as http://192.168.0.5:8080/video.</source>
            <translation>Es gibt keine Datei, keine Kamera und keinen Stream {name}; den Pfad eines Bildes oder Videos, Namen oder Nummer einer Kamera oder eine Adresse wie http://192.168.0.5:8080/video angeben.</translation>
        </message>
        <message>
            <source>{name} is not a video that can be read; it may be damaged, or its format unknown: convert it to MP4.</source>
            <translation>{name} ist kein lesbares Video; vielleicht ist es beschädigt oder sein Format unbekannt: in MP4 umwandeln.</translation>
        </message>
        <message>
            <source>{address} is not the address of a stream; {hint}</source>
            <translation>{address} ist keine Adresse eines Streams; {hint}</translation>
        </message>
        <message>
            <source>Addresses with '{name}:' are not opened; {hint}</source>
            <translation>Adressen mit '{name}:' werden nicht geöffnet; {hint}</translation>
        </message>
        <message>
            <source>{address} holds characters that no address has; {hint}</source>
            <translation>{address} enthält Zeichen, die in keiner Adresse stehen; {hint}</translation>
        </message>
        <message>
            <source>{address} names no computer, or has a password with characters that an address must hold in the form %XX; {hint}</source>
            <translation>{address} nennt keinen Rechner, oder das Passwort enthält Zeichen, die in einer Adresse als %XX stehen müssen; {hint}</translation>
        </message>
        <message>
            <source>use an address such as http://192.168.0.5:8080/video or rtsp://192.168.0.5/live.</source>
            <translation>eine Adresse wie http://192.168.0.5:8080/video oder rtsp://192.168.0.5/live verwenden.</translation>
        </message>
        <message>
            <source>The stream {name} could not be opened: {reason}.</source>
            <translation>Der Stream {name} konnte nicht geöffnet werden: {reason}.</translation>
        </message>
        <message>
            <source>it did not answer within {seconds} s</source>
            <translation>innerhalb von {seconds} s kam keine Antwort</translation>
        </message>
        <message>
            <source>it asks for another name and password; write them as http://name:password@host</source>
            <translation>er verlangt einen anderen Namen und ein anderes Passwort; als http://name:passwort@rechner schreiben</translation>
        </message>
        <message>
            <source>{address} answered with error {status}; check the end of the address</source>
            <translation>{address} antwortete mit Fehler {status}; das Ende der Adresse prüfen</translation>
        </message>
        <message>
            <source>what it sends is not a video that can be read; check the end of the address</source>
            <translation>was er sendet, ist kein lesbares Video; das Ende der Adresse prüfen</translation>
        </message>
        <message>
            <source>no computer called '{name}' is known here; check the address</source>
            <translation>ein Rechner namens '{name}' ist hier nicht bekannt; die Adresse prüfen</translation>
        </message>
        <message>
            <source>nothing answers at {address}; check the address and that the camera is on</source>
            <translation>unter {address} antwortet nichts; die Adresse prüfen, und ob die Kamera an ist</translation>
        </message>
        <message>
            <source>{address} does not answer; check the address and that the camera is on</source>
            <translation>{address} antwortet nicht; die Adresse prüfen, und ob die Kamera an ist</translation>
        </message>
        <message>
            <source>{address} cannot be reached; check the address and the network</source>
            <translation>{address} ist nicht zu erreichen; die Adresse und das Netzwerk prüfen</translation>
        </message>
        <message>
            <source>The stream {name} was cut; check the camera and the network.</source>
            <translation>Der Stream {name} wurde unterbrochen; die Kamera und das Netzwerk prüfen.</translation>
        </message>
        <message>
            <source>The stream {name} sent no picture for {seconds} s; check the camera and the network.</source>
            <translation>Der Stream {name} hat {seconds} s lang kein Bild gesendet; die Kamera und das Netzwerk prüfen.</translation>
        </message>
        <message>
            <source>{path} is no name for a video; let it end in {known}.</source>
            <translation>{path} ist kein Name für ein Video; er soll auf {known} enden.</translation>
        </message>
        <message>
            <source>{path} is already there; choose another name.</source>
            <translation>{path} gibt es schon; einen anderen Namen wählen.</translation>
        </message>
        <message>
            <source>{path} cannot be written: {reason}.</source>
            <translation>{path} kann nicht geschrieben werden: {reason}.</translation>
        </message>
        <message>
            <source>{path} could not be written; is the disk full?</source>
            <translation>{path} konnte nicht geschrieben werden; ist der Datenträger voll?</translation>
        </message>
        <message>
            <source>OpenCV cannot write a video of {size} to {path}.</source>
            <translation>OpenCV kann kein Video von {size} nach {path} schreiben.</translation>
        </message>
        <message>
            <source>The model's card is damaged ({reason}).</source>
            <translation>Die Karte des Modells ist beschädigt ({reason}).</translation>
        </message>
        <message>
            <source>The model's temperature is {value}, expected 0.01 to 100.</source>
            <translation>Die Temperatur des Modells ist {value}, erwartet werden 0,01 bis 100.</translation>
        </message>
        <message>
            <source>The model is damaged: its numbers are not finite; use another one.</source>
            <translation>Das Modell ist beschädigt: Seine Zahlen sind nicht endlich; ein anderes verwenden.</translation>
        </message>
        <message>
            <source>The model does not give probabilities that sum to 1; use another one.</source>
            <translation>Das Modell gibt keine Wahrscheinlichkeiten, die zusammen 1 ergeben; ein anderes verwenden.</translation>
        </message>
        <message>
            <source>The model's file is damaged or no model; use another one.</source>
            <translation>Die Datei des Modells ist beschädigt oder kein Modell; ein anderes verwenden.</translation>
        </message>
        <message>
            <source>The model {verb} {shapes}, expected {expected} float32; it was made for something else.</source>
            <translation>Das Modell {verb} {shapes}, erwartet wird {expected} float32; es wurde für etwas anderes gemacht.</translation>
        </message>
        <message>
            <source>takes</source>
            <translation>nimmt</translation>
        </message>
        <message>
            <source>gives</source>
            <translation>gibt</translation>
        </message>
        <message>
            <source>{name} is too large for a model of this program.</source>
            <translation>{name} ist zu groß für ein Modell dieses Programms.</translation>
        </message>
        <message>
            <source>The model {name} cannot be read: {reason}.</source>
            <translation>Das Modell {name} kann nicht gelesen werden: {reason}.</translation>
        </message>
        <message>
            <source>The model {name} is damaged: its file is not what it was.</source>
            <translation>Das Modell {name} ist beschädigt: Seine Datei ist nicht mehr, was sie war.</translation>
        </message>
        <message>
            <source>The model {name} cannot be adapted, for its file is not what it was.</source>
            <translation>Das Modell {name} kann nicht angepasst werden, denn seine Datei ist nicht mehr, was sie war.</translation>
        </message>
        <message>
            <source>The model {name} cannot be adapted, for it cannot be read: {reason}.</source>
            <translation>Das Modell {name} kann nicht angepasst werden, denn es ist nicht zu lesen: {reason}.</translation>
        </message>
        <message>
            <source>The model is damaged: its numbers are not finite; train another one.</source>
            <translation>Das Modell ist beschädigt: Seine Zahlen sind nicht endlich; ein anderes trainieren.</translation>
        </message>
        <message>
            <source>The model goes from {from} to {to}, expected {expected} to {wanted}; it was made for something else.</source>
            <translation>Das Modell führt von {from} zu {to}, erwartet wird {expected} zu {wanted}; es wurde für etwas anderes gemacht.</translation>
        </message>
        <message>
            <source>The converted model reads {share} of the sample otherwise than the trained one; it is not used.</source>
            <translation>Das umgewandelte Modell liest {share} der Stichprobe anders als das trainierte; es wird nicht verwendet.</translation>
        </message>
        <message>
            <source>{name} is damaged or no model of this program.</source>
            <translation>{name} ist beschädigt oder kein Modell dieses Programms.</translation>
        </message>
        <message>
            <source>The model cannot be converted to LiteRT; train another one.</source>
            <translation>Das Modell lässt sich nicht in LiteRT umwandeln; ein anderes trainieren.</translation>
        </message>
        <message>
            <source>{name} is no .keras file; only these are opened.</source>
            <translation>{name} ist keine .keras-Datei; nur solche werden geöffnet.</translation>
        </message>
        <message>
            <source>{name} is damaged or no model of Keras.</source>
            <translation>{name} ist beschädigt oder kein Modell von Keras.</translation>
        </message>
        <message>
            <source>{name} names code of its own ({code}), which is never run; only models of Keras' own layers are opened.</source>
            <translation>{name} nennt eigenen Code ({code}), der nie ausgeführt wird; nur Modelle aus den Schichten von Keras werden geöffnet.</translation>
        </message>
        <message>
            <source>{name} cannot be read: {reason}.</source>
            <translation>{name} kann nicht gelesen werden: {reason}.</translation>
        </message>
        <message>
            <source>{name} holds more than a model of Keras, and is not opened.</source>
            <translation>{name} enthält mehr als ein Modell von Keras und wird nicht geöffnet.</translation>
        </message>
        <message>
            <source>There is no earlier model to go back to.</source>
            <translation>Es gibt kein früheres Modell, zu dem zurückgegangen werden kann.</translation>
        </message>
        <message>
            <source>The model could not be saved in {folder} ({reason}); the model in use is unchanged.</source>
            <translation>Das Modell konnte nicht in {folder} gespeichert werden ({reason}); das verwendete Modell ist unverändert.</translation>
        </message>
        <message>
            <source>The name could not be saved in {folder} ({reason}); the model in use is unchanged.</source>
            <translation>Der Name konnte nicht in {folder} gespeichert werden ({reason}); das verwendete Modell ist unverändert.</translation>
        </message>
        <message>
            <source>The model could not be deleted from {folder} ({reason}); the model in use is unchanged.</source>
            <translation>Das Modell konnte nicht aus {folder} gelöscht werden ({reason}); das verwendete Modell ist unverändert.</translation>
        </message>
        <message>
            <source>The choice of the model could not be saved in {folder} ({reason}); the model in use is unchanged.</source>
            <translation>Die Wahl des Modells konnte nicht in {folder} gespeichert werden ({reason}); das verwendete Modell ist unverändert.</translation>
        </message>
        <message>
            <source>A model needs a name.</source>
            <translation>Ein Modell braucht einen Namen.</translation>
        </message>
        <message>
            <source>The model {name} is in use and cannot be deleted; use another one first.</source>
            <translation>Das Modell {name} wird verwendet und kann nicht gelöscht werden; zuerst ein anderes verwenden.</translation>
        </message>
        <message>
            <source>{wrong} Instead {instead} is in use.</source>
            <translation>{wrong} Stattdessen wird {instead} verwendet.</translation>
        </message>
        <message>
            <source>the one that ships with the program</source>
            <translation>das mitgelieferte</translation>
        </message>
        <message>
            <source>the earlier one, {name},</source>
            <translation>das frühere, {name},</translation>
        </message>
        <message>
            <source>The model that ships with the program cannot be {done}.</source>
            <translation>Das mitgelieferte Modell kann nicht {done} werden.</translation>
        </message>
        <message>
            <source>renamed</source>
            <translation>umbenannt</translation>
        </message>
        <message>
            <source>deleted</source>
            <translation>gelöscht</translation>
        </message>
        <message>
            <source>The record of the model in use is damaged. Instead the one that ships with the program is in use; choose another one in the settings.</source>
            <translation>Der Eintrag zum verwendeten Modell ist beschädigt. Stattdessen wird das mitgelieferte verwendet; in den Einstellungen ein anderes wählen.</translation>
        </message>
        <message>
            <source>No model can be used, not even the one that ships with the program; please install it again.</source>
            <translation>Kein Modell ist zu gebrauchen, nicht einmal das mitgelieferte; bitte DigitLens neu installieren.</translation>
        </message>
        <message>
            <source>{name} is no name of a model.</source>
            <translation>{name} ist kein Name eines Modells.</translation>
        </message>
        <message>
            <source>The model {name} is not there.</source>
            <translation>Das Modell {name} ist nicht da.</translation>
        </message>
        <message>
            <source>The model could not be exported to {path} ({reason}).</source>
            <translation>Das Modell konnte nicht nach {path} exportiert werden ({reason}).</translation>
        </message>
        <message>
            <source>There is a file {path} already; choose another name.</source>
            <translation>Die Datei {path} gibt es schon; einen anderen Namen wählen.</translation>
        </message>
        <message>
            <source>{path} is not empty; name a new folder.</source>
            <translation>{path} ist nicht leer; einen neuen Ordner nennen.</translation>
        </message>
        <message>
            <source>own strokes</source>
            <translation>eigene Striche</translation>
        </message>
        <message>
            <source>own samples</source>
            <translation>eigene Schriftproben</translation>
        </message>
        <message>
            <source>photographs without digits</source>
            <translation>Fotos ohne Ziffern</translation>
        </message>
        <message>
            <source>Your samples could not be saved: {reason}.</source>
            <translation>Die Schriftproben konnten nicht gespeichert werden: {reason}.</translation>
        </message>
        <message>
            <source>Your samples could not be read: {reason}.</source>
            <translation>Die Schriftproben konnten nicht gelesen werden: {reason}.</translation>
        </message>
        <message>
            <source>Your samples could not be deleted: {reason}.</source>
            <translation>Die Schriftproben konnten nicht gelöscht werden: {reason}.</translation>
        </message>
        <message>
            <source>The samples could not be deleted: {reason}.</source>
            <translation>Die Schriftproben konnten nicht gelöscht werden: {reason}.</translation>
        </message>
        <message>
            <source>The samples could not be changed: {reason}.</source>
            <translation>Die Schriftproben konnten nicht geändert werden: {reason}.</translation>
        </message>
        <message>
            <source>The file of your samples is damaged and cannot be put aside: {reason}.</source>
            <translation>Die Datei der Schriftproben ist beschädigt und kann nicht beiseitegelegt werden: {reason}.</translation>
        </message>
        <message>
            <source>their file is damaged again and again</source>
            <translation>ihre Datei ist immer wieder beschädigt</translation>
        </message>
        <message>
            <source>the disk is full</source>
            <translation>der Datenträger ist voll</translation>
        </message>
        <message>
            <source>the file or its folder is write-protected</source>
            <translation>die Datei oder ihr Ordner ist schreibgeschützt</translation>
        </message>
        <message>
            <source>the file cannot be opened or made</source>
            <translation>die Datei lässt sich nicht öffnen oder anlegen</translation>
        </message>
        <message>
            <source>access is denied</source>
            <translation>der Zugriff ist verweigert</translation>
        </message>
        <message>
            <source>another program is writing to it; try again</source>
            <translation>ein anderes Programm schreibt gerade hinein; erneut versuchen</translation>
        </message>
        <message>
            <source>the disk cannot be read or written; it may be full</source>
            <translation>der Datenträger kann nicht gelesen oder beschrieben werden; vielleicht ist er voll</translation>
        </message>
        <message>
            <source>The file of your samples was damaged and is kept as {name}; a new one was begun with the {count} samples that could be read.</source>
            <translation>Die Datei der Schriftproben war beschädigt und bleibt als {name} erhalten; eine neue wurde mit den {count} lesbaren Proben begonnen.</translation>
        </message>
        <message>
            <source>{count} of your samples are damaged and were left out.</source>
            <translation>Beschädigte Schriftproben, die ausgelassen wurden: {count}.</translation>
        </message>
        <message>
            <source>There is room for {most} samples, and {count} are there already; delete some first.</source>
            <translation>Es ist Platz für {most} Schriftproben, und {count} sind schon da; zuerst einige löschen.</translation>
        </message>
        <message>
            <source>Your samples were written by a newer DigitLens, and this one leaves them as they are; install the newer one again.</source>
            <translation>Die Schriftproben stammen von einem neueren DigitLens, und dieses lässt sie, wie sie sind; das neuere wieder installieren.</translation>
        </message>
        <message>
            <source>no digit was found in it</source>
            <translation>darin wurde keine Ziffer gefunden</translation>
        </message>
        <message>
            <source>it holds more than one digit</source>
            <translation>es enthält mehr als eine Ziffer</translation>
        </message>
        <message>
            <source>there is no ink in it</source>
            <translation>darin ist keine Tinte</translation>
        </message>
        <message>
            <source>The labels in {name} have shape {shape} and type {type}, expected a number for each picture.</source>
            <translation>Die Bezeichnungen in {name} haben die Form {shape} und den Typ {type}, erwartet wird eine Zahl für jedes Bild.</translation>
        </message>
        <message>
            <source>{name} holds no samples.</source>
            <translation>{name} enthält keine Proben.</translation>
        </message>
        <message>
            <source>{name} holds {count} samples, more than the {most} that are read.</source>
            <translation>{name} enthält {count} Proben, mehr als die {most}, die gelesen werden.</translation>
        </message>
        <message>
            <source>The label in row {row} of {name} is {label}, expected 0 to 9, or {nothing} for what is no digit.</source>
            <translation>Die Bezeichnung in Zeile {row} von {name} ist {label}, erwartet wird 0 bis 9, oder {nothing} für keine Ziffer.</translation>
        </message>
        <message>
            <source>Row {row} of the labels in {name} is not one-hot, expected a single 1 among zeros.</source>
            <translation>Zeile {row} der Bezeichnungen in {name} ist nicht one-hot, erwartet wird eine einzige 1 unter Nullen.</translation>
        </message>
        <message>
            <source>The pictures in {name} have shape {shape}, expected (N, height, width) in grey, no side over {most}.</source>
            <translation>Die Bilder in {name} haben die Form {shape}, erwartet wird (N, Höhe, Breite) in Grau, keine Seite über {most}.</translation>
        </message>
        <message>
            <source>{name} holds {pictures} pictures but {labels} labels; these do not belong together.</source>
            <translation>{name} enthält {pictures} Bilder, aber {labels} Bezeichnungen; sie gehören nicht zusammen.</translation>
        </message>
        <message>
            <source>The pictures in {name} are of type {type}, expected numbers.</source>
            <translation>Die Bilder in {name} sind vom Typ {type}, erwartet werden Zahlen.</translation>
        </message>
        <message>
            <source>The picture in row {row} of {name} has values from {low} to {high}, expected 0 to 255 or 0 to 1.</source>
            <translation>Das Bild in Zeile {row} von {name} hat Werte von {low} bis {high}, erwartet wird 0 bis 255 oder 0 bis 1.</translation>
        </message>
        <message>
            <source>"{fact}" in {name} has no row {row}, expected one a sample.</source>
            <translation>„{fact}“ in {name} hat keine Zeile {row}, erwartet wird eine je Probe.</translation>
        </message>
        <message>
            <source>Row {row} of {name} cannot be used: {reason}.</source>
            <translation>Zeile {row} von {name} ist nicht zu gebrauchen: {reason}.</translation>
        </message>
        <message>
            <source>Row {row} of "{fact}" in {name} cannot be: {value}.</source>
            <translation>Zeile {row} von „{fact}“ in {name} ist unmöglich: {value}.</translation>
        </message>
        <message>
            <source>{name} is neither an npz file nor one of a pair of IDX files, such as train-images-idx3-ubyte and train-labels-idx1-ubyte; choose another one.</source>
            <translation>{name} ist weder eine npz-Datei noch eine von zwei zusammengehörigen IDX-Dateien wie train-images-idx3-ubyte und train-labels-idx1-ubyte; eine andere wählen.</translation>
        </message>
        <message>
            <source>{name} holds no pictures in folders named "0" to "9" or "not a digit"; sort them into such folders.</source>
            <translation>{name} enthält keine Bilder in Ordnern, die „0“ bis „9“ oder „not a digit“ heißen; sie in solche Ordner sortieren.</translation>
        </message>
        <message>
            <source>None of the {count} pictures in {name} can be used; the first is {other}: {reason}.</source>
            <translation>Keines der {count} Bilder in {name} ist zu gebrauchen; das erste ist {other}: {reason}.</translation>
        </message>
        <message>
            <source>{name} lacks the other file of its pair, {other}; put both into one folder.</source>
            <translation>Zu {name} fehlt die zugehörige Datei {other}; beide in einen Ordner legen.</translation>
        </message>
        <message>
            <source>{name} has no arrays "crops" and "labels", "images" and "labels" or "x" and "y"; name them so.</source>
            <translation>{name} hat keine Arrays „crops“ und „labels“, „images“ und „labels“ oder „x“ und „y“; sie so nennen.</translation>
        </message>
        <message>
            <source>{name} cannot be read or written: {reason}.</source>
            <translation>{name} kann nicht gelesen oder geschrieben werden: {reason}.</translation>
        </message>
        <message>
            <source>{name} holds more than the {count} pictures that are read; import it in parts.</source>
            <translation>{name} enthält mehr als die {count} Bilder, die gelesen werden; in Teilen importieren.</translation>
        </message>
        <message>
            <source>{name} is no IDX file; {advice}.</source>
            <translation>{name} ist keine IDX-Datei; {advice}.</translation>
        </message>
        <message>
            <source>{name} has {count} dimensions, expected 1 to {most}.</source>
            <translation>{name} hat {count} Dimensionen, erwartet werden 1 bis {most}.</translation>
        </message>
        <message>
            <source>{name} ends within its header; {advice}.</source>
            <translation>{name} endet mitten im Kopf; {advice}.</translation>
        </message>
        <message>
            <source>{name} says it holds {size} bytes, more than the {most} that are read.</source>
            <translation>{name} gibt {size} Bytes an, mehr als die {most}, die gelesen werden.</translation>
        </message>
        <message>
            <source>{name} is shorter than its header says; {advice}.</source>
            <translation>{name} ist kürzer, als der Kopf angibt; {advice}.</translation>
        </message>
        <message>
            <source>{name} is longer than its header says; {advice}.</source>
            <translation>{name} ist länger, als der Kopf angibt; {advice}.</translation>
        </message>
        <message>
            <source>{name} says it holds {size} bytes, more than are read or packed there.</source>
            <translation>{name} gibt {size} Bytes an, mehr als dort gelesen werden oder gepackt sind.</translation>
        </message>
        <message>
            <source>{name} has no array {wanted}, expected {known}.</source>
            <translation>{name} hat kein Array {wanted}, erwartet wird {known}.</translation>
        </message>
        <message>
            <source>{name} is packed in another way than numpy does it; {advice}.</source>
            <translation>{name} ist anders gepackt, als numpy es tut; {advice}.</translation>
        </message>
        <message>
            <source>{name} holds Python objects, which are not read.</source>
            <translation>{name} enthält Python-Objekte; solche werden nicht gelesen.</translation>
        </message>
        <message>
            <source>{name} is not as long as its header says.</source>
            <translation>{name} ist nicht so lang, wie der Kopf angibt.</translation>
        </message>
        <message>
            <source>{path} is not there; check the folder of the data set.</source>
            <translation>{path} ist nicht da; den Ordner der Daten prüfen.</translation>
        </message>
        <message>
            <source>{name} is a damaged {kind} file; {advice}.</source>
            <translation>{name} ist eine beschädigte {kind}-Datei; {advice}.</translation>
        </message>
        <message>
            <source>download the data set again</source>
            <translation>die Daten noch einmal herunterladen</translation>
        </message>
        <message>
            <source>save it again</source>
            <translation>noch einmal speichern</translation>
        </message>
        <message>
            <source>{folder} holds {count} pictures that can be used; a training needs at least {least}.</source>
            <translation>{folder} enthält {count} Bilder, die verwendet werden können; ein Training braucht mindestens {least}.</translation>
        </message>
        <message>
            <source>{folder} holds no MNIST, neither as IDX files such as train-images-idx3-ubyte.gz nor as mnist.npz; check the folder.</source>
            <translation>{folder} enthält kein MNIST, weder als IDX-Dateien wie train-images-idx3-ubyte.gz noch als mnist.npz; den Ordner prüfen.</translation>
        </message>
        <message>
            <source>{folder} is no folder; name the one that holds MNIST's files.</source>
            <translation>{folder} ist kein Ordner; den mit den Dateien von MNIST nennen.</translation>
        </message>
        <message>
            <source>{folder} has {name} but not all four files of MNIST; copy the others there too.</source>
            <translation>{folder} hat {name}, aber nicht alle vier Dateien von MNIST; auch die anderen dorthin kopieren.</translation>
        </message>
        <message>
            <source>The {part} images have shape {shape} and type {type}, expected (N, {height}, {width}) and uint8; this is not a data set like MNIST.</source>
            <translation>Die Bilder ({part}) haben die Form {shape} und den Typ {type}, erwartet wird (N, {height}, {width}) und uint8; das sind keine Daten wie MNIST.</translation>
        </message>
        <message>
            <source>There are {count} {part} images but labels of shape {shape} and type {type}; these files do not belong together.</source>
            <translation>Es gibt {count} Bilder ({part}), aber Bezeichnungen der Form {shape} und vom Typ {type}; diese Dateien gehören nicht zusammen.</translation>
        </message>
        <message>
            <source>The {part} label in row {row} is {label}, expected 0 to 9.</source>
            <translation>Die Bezeichnung ({part}) in Zeile {row} ist {label}, erwartet wird 0 bis 9.</translation>
        </message>
        <message>
            <source>The {part} images hold no {digit}; all ten digits are needed.</source>
            <translation>Unter den Bildern ({part}) ist keine {digit}; alle zehn Ziffern sind nötig.</translation>
        </message>
        <message>
            <source>MNIST could not be downloaded, {reason}; check the network, or name a folder that holds its files.</source>
            <translation>MNIST konnte nicht heruntergeladen werden, {reason}; das Netzwerk prüfen oder einen Ordner mit den Dateien nennen.</translation>
        </message>
        <message>
            <source>there is no address to try</source>
            <translation>es gibt keine Adresse dafür</translation>
        </message>
        <message>
            <source>a server sent more than the file</source>
            <translation>ein Server hat mehr als die Datei gesendet</translation>
        </message>
        <message>
            <source>a server sent something else (wrong checksum)</source>
            <translation>ein Server hat etwas anderes gesendet (falsche Prüfsumme)</translation>
        </message>
        <message>
            <source>no server could be reached</source>
            <translation>kein Server war zu erreichen</translation>
        </message>
        <message>
            <source>it could not be saved ({reason})</source>
            <translation>es konnte nicht gespeichert werden ({reason})</translation>
        </message>
        <message>
            <source>There are no corrected digits to learn from; correct some first.</source>
            <translation>Es gibt keine korrigierten Ziffern, aus denen gelernt werden kann; zuerst einige korrigieren.</translation>
        </message>
        <message>
            <source>There are no digits to rehearse; what is known would be forgotten.</source>
            <translation>Es gibt keine Ziffern zum Wiederholen; das Gelernte würde vergessen.</translation>
        </message>
        <message>
            <source>The adapting diverged (its loss is not finite); the model stays as it was.</source>
            <translation>Das Anpassen ist entgleist (der Verlust ist nicht endlich); das Modell bleibt, wie es war.</translation>
        </message>
        <message>
            <source>The training diverged (its loss is not finite); try a lower learning rate.</source>
            <translation>Das Training ist entgleist (der Verlust ist nicht endlich); eine kleinere Lernrate versuchen.</translation>
        </message>
        <message>
            <source>There are no digits of yours to adapt to yet; correct some, or write the teaching sheet, and then try again.</source>
            <translation>Noch gibt es keine eigenen Ziffern zum Anpassen; einige korrigieren oder ein Blatt schreiben, dann erneut versuchen.</translation>
        </message>
        <message>
            <source>The training cannot use its files: {reason}.</source>
            <translation>Das Training kann seine Dateien nicht verwenden: {reason}.</translation>
        </message>
        <message>
            <source>There is not enough memory for this training; try a smaller batch size.</source>
            <translation>Für dieses Training reicht der Speicher nicht; eine kleinere Batchgröße versuchen.</translation>
        </message>
        <message>
            <source>This training cannot be asked for: {reason}</source>
            <translation>Dieses Training ist so nicht möglich: {reason}</translation>
        </message>
        <message>
            <source>Another training is running; wait for its end or cancel it.</source>
            <translation>Ein anderes Training läuft; sein Ende abwarten oder es abbrechen.</translation>
        </message>
        <message>
            <source>A training is running already: wait for it or cancel it.</source>
            <translation>Ein Training läuft schon: abwarten oder abbrechen.</translation>
        </message>
        <message>
            <source>What trains has changed since the interruption: the training starts afresh.</source>
            <translation>Was trainiert, hat sich seit der Unterbrechung geändert: Das Training beginnt von vorn.</translation>
        </message>
        <message>
            <source>Going on after epoch {epoch} of an interrupted training.</source>
            <translation>Ein unterbrochenes Training geht nach Epoche {epoch} weiter.</translation>
        </message>
        <message>
            <source>Preparing the digits.</source>
            <translation>Die Ziffern werden vorbereitet.</translation>
        </message>
        <message>
            <source>Preparing what the model must not forget.</source>
            <translation>Was das Modell nicht vergessen darf, wird vorbereitet.</translation>
        </message>
        <message>
            <source>Learning your hand.</source>
            <translation>Die Handschrift wird gelernt.</translation>
        </message>
        <message>
            <source>Converting the new model.</source>
            <translation>Das neue Modell wird umgewandelt.</translation>
        </message>
        <message>
            <source>Comparing it with the model in use.</source>
            <translation>Es wird mit dem verwendeten Modell verglichen.</translation>
        </message>
        <message>
            <source>Writing the report.</source>
            <translation>Der Bericht wird geschrieben.</translation>
        </message>
        <message>
            <source>The report cannot be written: {reason}.</source>
            <translation>Der Bericht kann nicht geschrieben werden: {reason}.</translation>
        </message>
        <message>
            <source>All numbers of the new model are finite.</source>
            <translation>Alle Zahlen des neuen Modells sind endlich.</translation>
        </message>
        <message>
            <source>The new model gives numbers that are not finite.</source>
            <translation>Das neue Modell gibt Zahlen, die nicht endlich sind.</translation>
        </message>
        <message>
            <source>The converted model reads {share} of a sample otherwise than the trained one.</source>
            <translation>Das umgewandelte Modell liest {share} einer Stichprobe anders als das trainierte.</translation>
        </message>
        <message>
            <source>The models are compared on {count} held-back digits.</source>
            <translation>Die Modelle werden an {count} zurückgehaltenen Ziffern verglichen.</translation>
        </message>
        <message>
            <source>Whether the new model still reads the {digit} cannot be told from {count} held-back {crops}.</source>
            <translation>Ob das neue Modell die {digit} noch liest, lässt sich aus {count} {crops} nicht sagen.</translation>
        </message>
        <message>
            <source>crop</source>
            <translation>zurückgehaltenen Ausschnitt</translation>
        </message>
        <message>
            <source>crops</source>
            <translation>zurückgehaltenen Ausschnitten</translation>
        </message>
        <message>
            <source>The new model reads {new} of {count} held-back digits right, the current one {old}.</source>
            <translation>Das neue Modell liest {new} von {count} zurückgehaltenen Ziffern richtig, das jetzige {old}.</translation>
        </message>
        <message>
            <source>The new model reads {new} of {count} held-back digits right, the current one {old}; {more}.</source>
            <translation>Das neue Modell liest {new} von {count} zurückgehaltenen Ziffern richtig, das jetzige {old}; {more}.</translation>
        </message>
        <message>
            <source>of what is no digit they reject {new} and {old}</source>
            <translation>von dem, was keine Ziffer ist, lehnen sie {new} und {old} ab</translation>
        </message>
        <message>
            <source>of what is no digit they reject {new} and {old}; {more}</source>
            <translation>von dem, was keine Ziffer ist, lehnen sie {new} und {old} ab; {more}</translation>
        </message>
        <message>
            <source>of your {count} held-back samples they read {new} and {old}</source>
            <translation>von den {count} zurückgehaltenen Schriftproben lesen sie {new} und {old}</translation>
        </message>
        <message>
            <source>Of {what} the new model {does}, and {gained} the other way round.</source>
            <translation>Von {what} {does}, und {gained} umgekehrt.</translation>
        </message>
        <message>
            <source>misreads {lost} that the current one reads right</source>
            <translation>liest das neue Modell {lost} falsch, die das jetzige richtig liest</translation>
        </message>
        <message>
            <source>takes {lost} for digits that the current one rejects</source>
            <translation>hält das neue Modell {lost} für Ziffern, die das jetzige ablehnt</translation>
        </message>
        <message>
            <source>none</source>
            <translation>keine</translation>
        </message>
        <message>
            <source>nothing</source>
            <translation>keine</translation>
        </message>
        <message>
            <source>your {count} held-back samples</source>
            <translation>den {count} zurückgehaltenen Schriftproben</translation>
        </message>
        <message>
            <source>{count} held-back digits</source>
            <translation>{count} zurückgehaltenen Ziffern</translation>
        </message>
        <message>
            <source>{count} held-back digits of {whose}</source>
            <translation>{count} zurückgehaltenen Ziffern aus {whose}</translation>
        </message>
        <message>
            <source>{count} crops that are no digit</source>
            <translation>{count} Ausschnitten ohne Ziffer</translation>
        </message>
        <message>
            <source>{count} crops that are no digit of {whose}</source>
            <translation>{count} Ausschnitten ohne Ziffer aus {whose}</translation>
        </message>
        <message>
            <source>{count} {digit}s</source>
            <translation>{count} Ziffern „{digit}“</translation>
        </message>
        <message>
            <source>{count} {digit}s of {whose}</source>
            <translation>{count} Ziffern „{digit}“ aus {whose}</translation>
        </message>
        <message>
            <source>the program's own strokes</source>
            <translation>den von DigitLens gezeichneten Ziffern</translation>
        </message>
        <message>
            <source>your own samples</source>
            <translation>den eigenen Schriftproben</translation>
        </message>
        <message>
            <source>The new model reads {new} of the {what} right, the current one {old}.</source>
            <translation>Das neue Modell liest {new} der {what} richtig, das jetzige {old}.</translation>
        </message>
        <message>
            <source>crops that are no digit</source>
            <translation>Ausschnitte ohne Ziffer</translation>
        </message>
        <message>
            <source>crops that are no digit of {whose}</source>
            <translation>Ausschnitte ohne Ziffer aus {whose}</translation>
        </message>
        <message>
            <source>{digit}s</source>
            <translation>Ziffern „{digit}“</translation>
        </message>
        <message>
            <source>{digit}s of {whose}</source>
            <translation>Ziffern „{digit}“ aus {whose}</translation>
        </message>
        <message>
            <source>It lost at least {points} points there; {allowed} may be lost.</source>
            <translation>Dort hat es mindestens {points} Punkte verloren; {allowed} dürfen verloren gehen.</translation>
        </message>
    </context>
    <context>
        <name>Tour</name>
        <message>
            <source>Hold handwritten digits in front of the camera, or drop a picture here: what is read appears over it.</source>
            <translation>Handgeschriebene Ziffern vor die Kamera halten oder ein Bild hier fallen lassen: Was gelesen wird, erscheint darüber.</translation>
        </message>
        <message>
            <source>The numbers that were read are listed here; {keys} copies them.</source>
            <translation>Hier stehen die gelesenen Zahlen; {keys} kopiert sie.</translation>
        </message>
        <message>
            <source>Without a camera, open files or write digits yourself: see these menus.</source>
            <translation>Ohne Kamera: Dateien öffnen oder selbst Ziffern schreiben, siehe diese Menüs.</translation>
        </message>
    </context>
    <context>
        <name>TrainingChild</name>
        <message>
            <source>The training sent only nonsense and was stopped: please try again.</source>
            <translation>Das Training hat nur Unsinn gesendet und wurde beendet: bitte noch einmal versuchen.</translation>
        </message>
        <message>
            <source>The training could not be started ({reason}): reinstalling DigitLens may help.</source>
            <translation>Das Training konnte nicht gestartet werden ({reason}): DigitLens neu zu installieren kann helfen.</translation>
        </message>
        <message>
            <source>The training was ended from outside or crashed; perhaps memory ran out. The current model is unchanged: please try again.</source>
            <translation>Das Training wurde von außen beendet oder ist abgestürzt; vielleicht reichte der Speicher nicht. Das verwendete Modell ist unverändert: bitte noch einmal versuchen.</translation>
        </message>
        <message>
            <source>The training ended unexpectedly (exit status {status}). The current model is unchanged: please try again.</source>
            <translation>Das Training endete unerwartet (Status {status}). Das verwendete Modell ist unverändert: bitte noch einmal versuchen.</translation>
        </message>
    </context>
    <context>
        <name>TrainingPanel</name>
        <message>
            <source>Progress of the training</source>
            <translation>Fortschritt des Trainings</translation>
        </message>
        <message>
            <source>Training</source>
            <translation>Training</translation>
        </message>
        <message>
            <source>Notice about the training</source>
            <translation>Hinweis zum Training</translation>
        </message>
        <message>
            <source>&amp;Pause</source>
            <translation>&amp;Pause</translation>
        </message>
        <message>
            <source>&amp;Resume</source>
            <translation>&amp;Weiter</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>Pause</translation>
        </message>
        <message>
            <source>Has the training wait until you let it go on.</source>
            <translation>Lässt das Training warten, bis es weitergehen soll.</translation>
        </message>
        <message>
            <source>Cancel Trainin&amp;g</source>
            <translation>&amp;Training abbrechen</translation>
        </message>
        <message>
            <source>Cancel training</source>
            <translation>Training abbrechen</translation>
        </message>
        <message>
            <source>Ends the training; the model in use stays.</source>
            <translation>Beendet das Training; das verwendete Modell bleibt.</translation>
        </message>
        <message>
            <source>&amp;Try Again</source>
            <translation>&amp;Erneut versuchen</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>Erneut versuchen</translation>
        </message>
        <message>
            <source>Starts the same training again, or goes on with it.</source>
            <translation>Startet dasselbe Training noch einmal oder setzt es fort.</translation>
        </message>
        <message>
            <source>&amp;Back</source>
            <translation>&amp;Zurück</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>Zurück</translation>
        </message>
        <message>
            <source>Goes back to the choices; the model in use stays.</source>
            <translation>Geht zurück zur Auswahl; das verwendete Modell bleibt.</translation>
        </message>
        <message numerus="yes">
            <source>Nothing was heard of the training for %n second(s). It may still go on; if not, cancel it.</source>
            <translation>
                <numerusform>Seit %n Sekunde war vom Training nichts zu hören. Es kann noch laufen; wenn nicht, abbrechen.</numerusform>
                <numerusform>Seit %n Sekunden war vom Training nichts zu hören. Es kann noch laufen; wenn nicht, abbrechen.</numerusform>
            </translation>
        </message>
        <message>
            <source>Cancelling…</source>
            <translation>Wird abgebrochen…</translation>
        </message>
    </context>
    <context>
        <name>TrainingProgress</name>
        <message>
            <source>Starting…</source>
            <translation>Wird gestartet…</translation>
        </message>
        <message numerus="yes">
            <source>Training begins: %n epoch(s) at most.</source>
            <translation>
                <numerusform>Das Training beginnt: höchstens %n Epoche.</numerusform>
                <numerusform>Das Training beginnt: höchstens %n Epochen.</numerusform>
            </translation>
        </message>
        <message>
            <source>Paused: {done}</source>
            <translation>Pausiert: {done}</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>Pausiert</translation>
        </message>
        <message>
            <source>Downloading: {done} of {total} MB</source>
            <translation>Wird heruntergeladen: {done} von {total} MB</translation>
        </message>
        <message>
            <source>Downloading: {done} MB</source>
            <translation>Wird heruntergeladen: {done} MB</translation>
        </message>
        <message>
            <source>Epoch {epoch} of {epochs}, step {step} of {steps}</source>
            <translation>Epoche {epoch} von {epochs}, Schritt {step} von {steps}</translation>
        </message>
        <message>
            <source>Epoch {epoch} of {epochs}</source>
            <translation>Epoche {epoch} von {epochs}</translation>
        </message>
        <message>
            <source>Epoch {epoch} of {epochs}: {percent}% of the held-back digits right</source>
            <translation>Epoche {epoch} von {epochs}: {percent} % der zurückgehaltenen Ziffern richtig</translation>
        </message>
        <message>
            <source>{done}, {time} left</source>
            <translation>{done}, noch {time}</translation>
        </message>
        <message>
            <source>less than a minute</source>
            <translation>weniger als eine Minute</translation>
        </message>
        <message numerus="yes">
            <source>about %n minute(s)</source>
            <translation>
                <numerusform>etwa %n Minute</numerusform>
                <numerusform>etwa %n Minuten</numerusform>
            </translation>
        </message>
        <message>
            <source>about {hours} h {minutes} min</source>
            <translation>etwa {hours} Std. {minutes} Min.</translation>
        </message>
    </context>
    <context>
        <name>TrainingReport</name>
        <message>
            <source>Before</source>
            <translation>Vorher</translation>
        </message>
        <message>
            <source>New</source>
            <translation>Neu</translation>
        </message>
        <message>
            <source>Change</source>
            <translation>Änderung</translation>
        </message>
        <message>
            <source>Digits read right</source>
            <translation>Ziffern richtig gelesen</translation>
        </message>
        <message>
            <source>Others rejected</source>
            <translation>Anderes abgelehnt</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>Verlust</translation>
        </message>
        <message>
            <source>Calibration error</source>
            <translation>Kalibrierungsfehler</translation>
        </message>
        <message>
            <source>Read right by this one only</source>
            <translation>Nur von diesem richtig gelesen</translation>
        </message>
        <message>
            <source>Count</source>
            <translation>Anzahl</translation>
        </message>
        <message>
            <source>Precision</source>
            <translation>Präzision</translation>
        </message>
        <message>
            <source>Recall</source>
            <translation>Trefferquote</translation>
        </message>
        <message>
            <source>F1</source>
            <translation>F1</translation>
        </message>
        <message>
            <source>MNIST, held back</source>
            <translation>MNIST, zurückgehalten</translation>
        </message>
        <message>
            <source>Digits drawn by DigitLens</source>
            <translation>Ziffern, von DigitLens gezeichnet</translation>
        </message>
        <message>
            <source>My samples, held back</source>
            <translation>Meine Schriftproben, zurückgehalten</translation>
        </message>
    </context>
    <context>
        <name>VersionTable</name>
        <message>
            <source>Name</source>
            <translation>Name</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Zustand</translation>
        </message>
        <message>
            <source>Made</source>
            <translation>Erstellt</translation>
        </message>
        <message>
            <source>Reads</source>
            <translation>Liest</translation>
        </message>
        <message>
            <source>Learnt from</source>
            <translation>Gelernt aus</translation>
        </message>
    </context>
    <context>
        <name>VideoView</name>
        <message>
            <source>Read: {numbers}</source>
            <translation>Gelesen: {numbers}</translation>
        </message>
        <message>
            <source>No number read</source>
            <translation>Keine Zahl gelesen</translation>
        </message>
        <message>
            <source>{read}. Selected: {digit}, as you said</source>
            <translation>{read}. Ausgewählt: {digit}, von Hand angegeben</translation>
        </message>
        <message>
            <source>{read}. Selected: {digit}, {confidence}</source>
            <translation>{read}. Ausgewählt: {digit}, {confidence}</translation>
        </message>
        <message>
            <source>{read}. Selected: something that was not read</source>
            <translation>{read}. Ausgewählt: etwas, das nicht gelesen wurde</translation>
        </message>
        <message>
            <source>Picture</source>
            <translation>Bild</translation>
        </message>
        <message>
            <source>Draw a rectangle around what is to be read: with the mouse, or with the arrow keys (with Shift its size) and Enter. Esc ends.</source>
            <translation>Ein Rechteck um das zeichnen, was gelesen werden soll: mit der Maus oder mit den Pfeiltasten (mit Umschalt seine Größe) und Eingabe. Esc beendet es.</translation>
        </message>
        <message>
            <source>Draw a box around the digit that was missed: with the mouse, or with the arrow keys (with Shift its size). Then press its key, 0 to 9. Esc ends.</source>
            <translation>Einen Rahmen um die übersehene Ziffer zeichnen: mit der Maus oder mit den Pfeiltasten (mit Umschalt seine Größe). Dann ihre Taste drücken, 0 bis 9. Esc beendet es.</translation>
        </message>
        <message>
            <source>Press the key of the digit in the box, 0 to 9. Esc ends.</source>
            <translation>Die Taste der Ziffer im Rahmen drücken, 0 bis 9. Esc beendet es.</translation>
        </message>
    </context>
    <context>
        <name>WindowActions</name>
        <message>
            <source>&amp;Open Images or Videos…</source>
            <translation>&amp;Bilder oder Videos öffnen…</translation>
        </message>
        <message>
            <source>Opens pictures and videos</source>
            <translation>Öffnet Bilder und Videos</translation>
        </message>
        <message>
            <source>Open &amp;Folder…</source>
            <translation>&amp;Ordner öffnen…</translation>
        </message>
        <message>
            <source>Opens a folder to page through</source>
            <translation>Öffnet einen Ordner zum Durchblättern</translation>
        </message>
        <message>
            <source>Open S&amp;tream…</source>
            <translation>S&amp;tream öffnen…</translation>
        </message>
        <message>
            <source>Opens a network camera by its address</source>
            <translation>Öffnet eine Netzwerkkamera über ihre Adresse</translation>
        </message>
        <message>
            <source>&amp;Drawing Pad…</source>
            <translation>Ze&amp;ichenfläche…</translation>
        </message>
        <message>
            <source>Reads what you write with the mouse</source>
            <translation>Liest, was mit der Maus geschrieben wird</translation>
        </message>
        <message>
            <source>&amp;Save Annotated Picture…</source>
            <translation>Beschriftetes Bild &amp;speichern…</translation>
        </message>
        <message>
            <source>Saves the picture with what was read in it</source>
            <translation>Speichert das Bild mit dem, was darin gelesen wurde</translation>
        </message>
        <message>
            <source>Save C&amp;lip…</source>
            <translation>&amp;Clip speichern…</translation>
        </message>
        <message>
            <source>Records what is shown, with what is read, as a video; the same key ends it</source>
            <translation>Nimmt das Gezeigte mit dem Gelesenen als Video auf; dieselbe Taste beendet es</translation>
        </message>
        <message>
            <source>Read Folder to Ta&amp;ble…</source>
            <translation>Ordner in Tabelle &amp;lesen…</translation>
        </message>
        <message>
            <source>Reads all pictures of a folder into a CSV file</source>
            <translation>Liest alle Bilder eines Ordners in eine CSV-Datei</translation>
        </message>
        <message>
            <source>&amp;Export Log…</source>
            <translation>&amp;Protokoll exportieren…</translation>
        </message>
        <message>
            <source>Saves the log of what was read as CSV or JSON</source>
            <translation>Speichert das Protokoll des Gelesenen als CSV oder JSON</translation>
        </message>
        <message>
            <source>&amp;Write Readings to File…</source>
            <translation>Ablesungen in &amp;Datei schreiben…</translation>
        </message>
        <message>
            <source>Adds each new reading to a file, for other programs; the same key ends it</source>
            <translation>Hängt jede neue Ablesung an eine Datei an, für andere Programme; dieselbe Taste beendet es</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>Be&amp;enden</translation>
        </message>
        <message>
            <source>Ends DigitLens</source>
            <translation>Beendet DigitLens</translation>
        </message>
        <message>
            <source>&amp;Copy</source>
            <translation>&amp;Kopieren</translation>
        </message>
        <message>
            <source>Copies the selected number, or all</source>
            <translation>Kopiert die gewählte Zahl, oder alle</translation>
        </message>
        <message>
            <source>Copy &amp;All</source>
            <translation>&amp;Alles kopieren</translation>
        </message>
        <message>
            <source>Copies all numbers, one a line</source>
            <translation>Kopiert alle Zahlen, eine je Zeile</translation>
        </message>
        <message>
            <source>Copy Each Ne&amp;w Reading</source>
            <translation>Jede &amp;neue Ablesung kopieren</translation>
        </message>
        <message>
            <source>Copies each number as soon as it stands still and is sure</source>
            <translation>Kopiert jede Zahl, sobald sie stillsteht und sicher ist</translation>
        </message>
        <message>
            <source>&amp;Paste</source>
            <translation>&amp;Einfügen</translation>
        </message>
        <message>
            <source>Opens the picture, path or address on the clipboard</source>
            <translation>Öffnet das Bild, den Pfad oder die Adresse in der Zwischenablage</translation>
        </message>
        <message>
            <source>Clea&amp;r Log</source>
            <translation>&amp;Protokoll leeren</translation>
        </message>
        <message>
            <source>Empties the log; it can be had back for ten seconds</source>
            <translation>Leert das Protokoll; zehn Sekunden lang lässt es sich zurückholen</translation>
        </message>
        <message>
            <source>S&amp;ettings…</source>
            <translation>E&amp;instellungen…</translation>
        </message>
        <message>
            <source>Camera, reading, appearance, and the model</source>
            <translation>Kamera, Lesen, Darstellung und das Modell</translation>
        </message>
        <message>
            <source>&amp;Undo</source>
            <translation>&amp;Rückgängig</translation>
        </message>
        <message>
            <source>Takes the last correction back</source>
            <translation>Nimmt die letzte Korrektur zurück</translation>
        </message>
        <message>
            <source>Re&amp;do</source>
            <translation>&amp;Wiederholen</translation>
        </message>
        <message>
            <source>Corrects it again</source>
            <translation>Korrigiert es wieder</translation>
        </message>
        <message>
            <source>This Is &amp;{digit}</source>
            <translation>Das ist &amp;{digit}</translation>
        </message>
        <message>
            <source>What is selected is {digit}; it is kept for training</source>
            <translation>Das Ausgewählte ist {digit}; es wird fürs Training gemerkt</translation>
        </message>
        <message>
            <source>This Is &amp;No Digit</source>
            <translation>Das ist keine &amp;Ziffer</translation>
        </message>
        <message>
            <source>What is selected is no digit; it is kept for training</source>
            <translation>Das Ausgewählte ist keine Ziffer; es wird fürs Training gemerkt</translation>
        </message>
        <message>
            <source>&amp;Mark a Missed Digit</source>
            <translation>Übersehene Ziffer &amp;markieren</translation>
        </message>
        <message>
            <source>Draws a box around a digit that was not found; then press its key</source>
            <translation>Zeichnet einen Rahmen um eine nicht gefundene Ziffer; dann ihre Taste drücken</translation>
        </message>
        <message>
            <source>My &amp;Handwriting…</source>
            <translation>Meine &amp;Handschrift…</translation>
        </message>
        <message>
            <source>Shows all digits that you corrected</source>
            <translation>Zeigt alle selbst korrigierten Ziffern</translation>
        </message>
        <message>
            <source>Model &amp;Versions…</source>
            <translation>Modell&amp;versionen…</translation>
        </message>
        <message>
            <source>All models there have been, to compare, go back to, or delete</source>
            <translation>Alle bisherigen Modelle: vergleichen, zurückholen oder löschen</translation>
        </message>
        <message>
            <source>&amp;Teach Me Your Hand…</source>
            <translation>Handschrift &amp;beibringen…</translation>
        </message>
        <message>
            <source>Learns from a sheet on which you write all digits in order</source>
            <translation>Lernt aus einem Blatt, auf das alle Ziffern der Reihe nach geschrieben werden</translation>
        </message>
        <message>
            <source>&amp;Refresh</source>
            <translation>A&amp;ktualisieren</translation>
        </message>
        <message>
            <source>Looks for cameras again</source>
            <translation>Sucht noch einmal nach Kameras</translation>
        </message>
        <message>
            <source>&amp;Freeze</source>
            <translation>&amp;Einfrieren</translation>
        </message>
        <message>
            <source>Halts the picture; a camera is released after half a minute</source>
            <translation>Hält das Bild an; nach einer halben Minute wird die Kamera freigegeben</translation>
        </message>
        <message>
            <source>&amp;Stop</source>
            <translation>&amp;Stoppen</translation>
        </message>
        <message>
            <source>Halts the picture and releases the camera at once</source>
            <translation>Hält das Bild an und gibt die Kamera sofort frei</translation>
        </message>
        <message>
            <source>&amp;Hold Steady Numbers</source>
            <translation>&amp;Ruhige Zahlen festhalten</translation>
        </message>
        <message>
            <source>Freezes and copies a number as soon as it stands still and is sure</source>
            <translation>Friert eine Zahl ein und kopiert sie, sobald sie stillsteht und sicher ist</translation>
        </message>
        <message>
            <source>&amp;Mirror</source>
            <translation>S&amp;piegeln</translation>
        </message>
        <message>
            <source>Shows the camera as a mirror does; numbers stay readable</source>
            <translation>Zeigt die Kamera wie ein Spiegel; Zahlen bleiben lesbar</translation>
        </message>
        <message>
            <source>&amp;Next File</source>
            <translation>&amp;Nächste Datei</translation>
        </message>
        <message>
            <source>Shows the next file of the folder</source>
            <translation>Zeigt die nächste Datei des Ordners</translation>
        </message>
        <message>
            <source>&amp;Previous File</source>
            <translation>&amp;Vorherige Datei</translation>
        </message>
        <message>
            <source>Shows the file before</source>
            <translation>Zeigt die Datei davor</translation>
        </message>
        <message>
            <source>Fir&amp;st File</source>
            <translation>&amp;Erste Datei</translation>
        </message>
        <message>
            <source>Shows the first file</source>
            <translation>Zeigt die erste Datei</translation>
        </message>
        <message>
            <source>L&amp;ast File</source>
            <translation>&amp;Letzte Datei</translation>
        </message>
        <message>
            <source>Shows the last file</source>
            <translation>Zeigt die letzte Datei</translation>
        </message>
        <message>
            <source>&amp;Zoom In</source>
            <translation>Ve&amp;rgrößern</translation>
        </message>
        <message>
            <source>Enlarges the picture; the mouse wheel does too</source>
            <translation>Vergrößert das Bild; das Mausrad auch</translation>
        </message>
        <message>
            <source>Zoom &amp;Out</source>
            <translation>Ver&amp;kleinern</translation>
        </message>
        <message>
            <source>Shows more of the picture</source>
            <translation>Zeigt mehr vom Bild</translation>
        </message>
        <message>
            <source>Fi&amp;t to Window</source>
            <translation>&amp;An Fenster anpassen</translation>
        </message>
        <message>
            <source>Shows all of the picture</source>
            <translation>Zeigt das ganze Bild</translation>
        </message>
        <message>
            <source>Read Only a Re&amp;gion</source>
            <translation>Nur einen &amp;Bereich lesen</translation>
        </message>
        <message>
            <source>Draws a rectangle; only what is in it is read</source>
            <translation>Zeichnet ein Rechteck; nur was darin ist, wird gelesen</translation>
        </message>
        <message>
            <source>Read the &amp;Whole Picture</source>
            <translation>Das ganze Bild le&amp;sen</translation>
        </message>
        <message>
            <source>Reads all of the picture again</source>
            <translation>Liest wieder das ganze Bild</translation>
        </message>
        <message>
            <source>&amp;Full Screen</source>
            <translation>V&amp;ollbild</translation>
        </message>
        <message>
            <source>Fills the screen; Esc ends it</source>
            <translation>Füllt den Bildschirm; Esc beendet es</translation>
        </message>
        <message>
            <source>Leave Full Screen</source>
            <translation>Vollbild verlassen</translation>
        </message>
        <message>
            <source>Ends the full screen</source>
            <translation>Beendet das Vollbild</translation>
        </message>
        <message>
            <source>&amp;Keys</source>
            <translation>&amp;Tastenkürzel</translation>
        </message>
        <message>
            <source>Lists all keys</source>
            <translation>Führt alle Tasten auf</translation>
        </message>
        <message>
            <source>Show &amp;Hints</source>
            <translation>&amp;Hinweise anzeigen</translation>
        </message>
        <message>
            <source>Shows the hints of the first start again</source>
            <translation>Zeigt die Hinweise des ersten Starts noch einmal</translation>
        </message>
        <message>
            <source>Open &amp;Log Folder</source>
            <translation>&amp;Logordner öffnen</translation>
        </message>
        <message>
            <source>Shows what was written down of errors</source>
            <translation>Zeigt, was über Fehler aufgeschrieben wurde</translation>
        </message>
        <message>
            <source>&amp;About DigitLens</source>
            <translation>Ü&amp;ber DigitLens</translation>
        </message>
        <message>
            <source>Versions, model, licences, privacy</source>
            <translation>Versionen, Modell, Lizenzen, Datenschutz</translation>
        </message>
    </context>
    <context>
        <name>WindowMessages</name>
        <message>
            <source>Export…</source>
            <translation>Exportieren…</translation>
        </message>
        <message>
            <source>Adapt</source>
            <translation>Anpassen</translation>
        </message>
        <message>
            <source>Open…</source>
            <translation>Öffnen…</translation>
        </message>
        <message>
            <source>Saved {name}</source>
            <translation>{name} gespeichert</translation>
        </message>
        <message>
            <source>Save…</source>
            <translation>Speichern…</translation>
        </message>
        <message>
            <source>Settings…</source>
            <translation>Einstellungen…</translation>
        </message>
    </context>
    <context>
        <name>WritePage</name>
        <message>
            <source>&amp;Rows:</source>
            <translation>&amp;Zeilen:</translation>
        </message>
        <message>
            <source>Write the digits 0 to 9 on a sheet of paper as you always do, one row below the other. Leave a finger's width between digits and a line between rows.</source>
            <translation>Die Ziffern 0 bis 9 wie gewohnt auf ein Blatt Papier schreiben, eine Zeile unter der anderen. Zwischen den Ziffern einen Fingerbreit und zwischen den Zeilen eine Zeile frei lassen.</translation>
        </message>
        <message>
            <source>{count} digits to learn from</source>
            <translation>{count} Ziffern zum Lernen</translation>
        </message>
    </context>
</TS>
